import type {EventOf} from '../events/events.js';
import {type ExerciseView, peopleMs} from '../view/live/exercise.js';
import type {ScenarioView} from '../view/view.js';
import {endOf} from './end-of.js';
import {doneBy} from './persons.js';

/** How long a workload that has nothing to do with the attack was down while people responded. */
export interface Harm {
  bystander: string;
  /** Milliseconds of people's time in which it did not work, as far as it was seen. */
  downMs: number;
  /** Whose doing the first of it was, as far as the audit log has it. */
  by?: string;
  /** What is said of it last. */
  detail: string;
  /** True where it could not be looked at all the time. */
  unsure?: true;
}

/**
 * The harm that was done to bystanders, one by one.
 *
 * @param nowMs milliseconds of the run: what is still down while people respond is down until now
 * @param run what it happened in: its pauses do not count
 */
export function harmOf(scenario: ScenarioView, nowMs: number, run: {exercise?: ExerciseView}): Harm[] {
  const endMs = endOf(scenario, nowMs);
  return (scenario.asked?.bystanders ?? []).map(bystander => {
    const changes = scenario.harm.filter(change => change.bystander === bystander);
    const first = changes.findIndex(({state}) => state === 'harmed');
    const by = first < 0 ? undefined : doneBy(scenario, changes[first - 1]?.at, changes[first]?.at ?? '');
    // Until it works for the first time there is nothing to harm.
    const works = changes.findIndex(({state}) => state !== 'unknown');
    const isUnsure = works < 0 || changes.slice(works).some(({state}) => state === 'unknown');
    return {
      bystander,
      downMs: downOf(changes, endMs, run),
      detail: changes.at(-1)?.detail ?? 'it was not looked at',
      ...(by !== undefined && {by}),
      ...(isUnsure && {unsure: true as const}),
    };
  });
}

const downOf = (changes: readonly EventOf<'harm.changed'>[], endMs: number, run: {exercise?: ExerciseView}): number =>
  changes.reduce(
    (sum, {state, ms}, i) => (state === 'harmed' ? sum + peopleMs(run, ms, changes[i + 1]?.ms ?? endMs) : sum),
    0,
  );
