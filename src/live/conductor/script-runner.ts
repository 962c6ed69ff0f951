import type {Inject} from '../../scenario/exercise/script.js';
import type {Course} from '../script/course.js';
import {deliveredBy, dueAt} from '../script/due.js';

/** What becomes of an inject that is due. */
export interface Due {
  inject: Inject;
  by: string;
  /** Drill time at which it was due. */
  planned: number;
  /** Why it is left out: its `unless` holds. */
  skip?: string;
}

/** What is known of the injects of a script at a moment. */
export interface ScriptState {
  /** Ids of those delivered or skipped. */
  done: ReadonlySet<string>;
  /** Not before this drill time, by id. */
  heldUntil: ReadonlyMap<string, number>;
  /** Those that a decision has led to, and when. */
  led: ReadonlyMap<string, number>;
}

/** The injects that are due at drill time `t`, in the order in which they became so. */
export function dueInjects(script: readonly Inject[], course: Course, state: ScriptState, t: number): Due[] {
  return script
    .flatMap(inject => {
      const due = whenDue(inject, course, state);
      if (due === undefined || due.at > t || state.done.has(inject.id)) return [];
      const isOff = inject.unless !== undefined && course.holdsSince(inject.unless) !== undefined;
      const skip = isOff ? {skip: 'what it was to be left out for has happened'} : {};
      return [{inject, by: due.by, planned: due.at, ...skip}];
    })
    .sort((a, b) => a.planned - b.planned);
}

/** When an inject will be due as things stand, in drill time; undefined: nobody knows. */
export function whenDue(
  inject: Inject,
  course: Course,
  {heldUntil, led}: ScriptState,
): {at: number; by: string} | undefined {
  const ledAt = led.get(inject.id);
  const at = ledAt ?? dueAt(inject, course);
  if (at === undefined) return undefined;
  const by = ledAt === undefined ? deliveredBy(inject) : 'decision';
  return {at: Math.max(at, heldUntil.get(inject.id) ?? 0), by};
}
