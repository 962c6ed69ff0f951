import {milliseconds} from '../../lib/duration.js';
import type {Inject} from '../../scenario/exercise/script.js';
import type {Course} from './course.js';

/**
 * When an inject is due, in milliseconds of drill time, by what is known so far: it may lie ahead. Undefined: nobody knows
 * yet, or only the facilitator delivers it.
 */
export function dueAt(inject: Inject, course: Course): number | undefined {
  const due = triggeredAt(inject, course);
  const latest = inject.orAt === undefined ? undefined : milliseconds(inject.orAt);
  if (due === undefined || latest === undefined) return due ?? latest;
  return Math.min(due, latest);
}

function triggeredAt({at, after, when}: Inject, course: Course): number | undefined {
  if (at !== undefined) return milliseconds(at);
  if (after !== undefined) {
    const since = course.since(after.event, after.of);
    return since === undefined ? undefined : since + milliseconds(after.delay);
  }
  if (when === undefined) return undefined;
  const since = course.holdsSince(when);
  return since === undefined ? undefined : since + (when.for === undefined ? 0 : milliseconds(when.for));
}

/** What delivers an inject that is due, for the log. */
export const deliveredBy = ({at, after, when}: Inject): string =>
  at !== undefined ? 'clock' : after !== undefined ? 'event' : when !== undefined ? 'condition' : 'clock';
