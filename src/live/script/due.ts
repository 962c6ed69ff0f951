import {formatDuration, milliseconds} from '../../lib/duration.js';
import type {Condition, Inject} from '../../scenario/exercise/script.js';
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

/** When an inject is due, in words. */
export function dueWords({at, after, when, manual, orAt, unless}: Inject): string {
  const words = [
    ...(at === undefined ? [] : [`at ${duration(at)}`]),
    ...(after === undefined ? [] : [afterWords(after)]),
    ...(when === undefined
      ? []
      : [`when ${conditionWords(when)}${when.for === undefined ? '' : ` for ${duration(when.for)}`}`]),
    ...(manual ? ['when the facilitator delivers it'] : []),
  ];
  return [
    words[0] ?? 'when a decision leads to it',
    ...(orAt === undefined ? [] : [`at the latest at ${duration(orAt)}`]),
    ...(unless === undefined ? [] : [`unless ${conditionWords(unless)}`]),
  ].join(', ');
}

const duration = (text: string): string => formatDuration(milliseconds(text));

function afterWords({event, of, delay}: NonNullable<Inject['after']>): string {
  const what = of === undefined ? `something is ${event}` : `${of} is ${event}`;
  return milliseconds(delay) === 0 ? `after ${what}` : `${duration(delay)} after ${what}`;
}

function conditionWords(condition: Condition): string {
  if ('is' in condition) return `${condition.of ?? 'something'} is ${condition.is}`;
  if ('not' in condition)
    return `${condition.of ?? 'nothing'} is ${condition.of === undefined ? '' : 'not '}${condition.not}`;
  if ('answered' in condition) return `${condition.answered} is answered`;
  return condition.as === undefined
    ? `${condition.decided} is decided`
    : `${condition.decided} is decided as ${condition.as}`;
}
