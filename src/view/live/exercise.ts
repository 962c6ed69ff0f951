import type {DrillEvent, EventOf} from '../../events/events.js';
import {foldsLive, LiveFold} from './fold.js';
import type {LiveView} from './view.js';

/** A drill with people as its log has it, for reports. */
export interface ExerciseView {
  /** What those who control know. What became of an alert stands in its scenario, by the engine's word. */
  live: LiveView;
  /** Every change of the clock of people, in order. */
  clock: EventOf<'clock.changed'>[];
  /** Times at which it went on after its process was gone. */
  resumed: EventOf<'exercise.resumed'>[];
}

/** Folds the events of people out of a log. Costs a run without people nothing. */
export class ExerciseFold {
  readonly #fold = new LiveFold();
  readonly #clock: EventOf<'clock.changed'>[] = [];
  readonly #resumed: EventOf<'exercise.resumed'>[] = [];

  add(event: DrillEvent): void {
    if (event.type === 'clock.changed') this.#clock.push(event);
    else if (event.type === 'exercise.resumed') this.#resumed.push(event);
    else if (!foldsLive(event.type)) return;
    this.#fold.add({...event, n: event.seq});
  }

  /** Undefined for a run without people. */
  get view(): ExerciseView | undefined {
    if (!this.#fold.view.opened) return undefined;
    return {live: this.#fold.view, clock: this.#clock, resumed: this.#resumed};
  }
}

/** Drill time at a moment of the run, in milliseconds: pauses are left out. */
export function drillTimeAt({clock}: Pick<ExerciseView, 'clock'>, ms: number): number {
  const at = clock.findLastIndex(change => change.ms <= ms);
  const last = clock[at];
  if (!last) return 0;
  if (last.state !== 'running') return last.t;
  // A gap is found late: the clock was held from its beginning on.
  return Math.min(Math.round(last.t + ms - last.ms), clock[at + 1]?.t ?? Number.POSITIVE_INFINITY);
}

/** Milliseconds between two moments of the run; in a drill with people those of drill time, since a pause is nobody's. */
export const peopleMs = ({exercise}: {exercise?: ExerciseView}, from: number, to: number): number =>
  exercise ? drillTimeAt(exercise, to) - drillTimeAt(exercise, from) : to - from;

/** Drill time at the end, or at the newest event of one that is under way. */
export const drillEnd = (exercise: ExerciseView, nowMs: number): number =>
  exercise.clock.find(({state}) => state === 'ended')?.t ?? drillTimeAt(exercise, nowMs);

/** For how long the clock of people was held, in milliseconds. */
export function pausedMs({clock}: Pick<ExerciseView, 'clock'>): number {
  const began = clock[0];
  const over = clock.find(({state}) => state === 'ended') ?? clock.at(-1);
  const spent = clock.reduce((sum, {spentMs = 0}) => sum + spentMs, 0);
  return began && over ? Math.max(0, Math.round(over.ms - began.ms - over.t + spent)) : 0;
}
