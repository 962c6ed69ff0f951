import type {ExerciseView} from '../../view/live/exercise.js';
import type {RunView} from '../../view/view.js';

/** A run with people in it. */
export type Played = RunView & {exercise: ExerciseView};

/** Whether people took part, so that there is an after-action report about them. */
export const isPlayed = (view: RunView): view is Played => view.exercise !== undefined;

/** A participant's name; `the clock` for what is no person. */
export const who = ({exercise}: Played, by: string): string => exercise.live.people[by]?.name ?? `the ${by}`;

/** Drill time as minutes and seconds, such as `04:05`. */
export function clockText(ms: number): string {
  // As on screens: a moment is not told before it has come.
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:` : ''}${two(minutes)}:${two(seconds % 60)}`;
}

/** What stands on every page: that it was a drill, and on what it was played. */
export function markOf({exercise, started}: Played): string {
  const kind = exercise.live.opened?.kind;
  return [
    'DRILL',
    ...(started?.cluster.simulated ? ['simulated'] : []),
    ...(kind === 'tabletop' ? ['recorded'] : []),
  ].join(' · ');
}
