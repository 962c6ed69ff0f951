import {milliseconds} from '../../lib/duration.js';
import type {Drill} from '../schema.js';
import type {Condition, Inject} from './script.js';

/** One way in which an inject becomes due: at a time, or after any of some injects. */
export interface Way {
  /** Milliseconds from the start, or from the injects that it waits for. */
  ms: number;
  /** Indexes in the script; absent: it waits for none. Empty: for what never happens. */
  waitsFor?: number[];
}

type Parts = Pick<Drill, 'script' | 'questions'>;

/** The trigger that an inject has itself; undefined where it has none. */
export function ownWay(inject: Inject, drill: Parts): Way | undefined {
  if (inject.at !== undefined) return {ms: milliseconds(inject.at)};
  if (inject.manual) return {ms: 0};
  if (inject.after) {
    const {event, of, delay} = inject.after;
    return {ms: milliseconds(delay), ...from({is: event, ...(of !== undefined && {of})}, drill)};
  }
  if (!inject.when) return undefined;
  const {for: lasting = '0s', ...condition} = inject.when;
  return {ms: milliseconds(lasting), ...from(condition, drill)};
}

/** Every way in which an inject may become due, its fallback and the decisions that lead to it among them. */
export function waysOf(inject: Inject, drill: Parts): Way[] {
  const own = ownWay(inject, drill);
  const deciding = drill.questions.filter(({choose}) => choose?.some(({leadsTo}) => leadsTo.includes(inject.id)));
  return [
    ...(own ? [own] : []),
    ...(inject.orAt === undefined ? [] : [{ms: milliseconds(inject.orAt)}]),
    ...deciding.map(({id}) => ({ms: 0, waitsFor: asking(id, drill)})),
  ];
}

/**
 * When each inject of a script is due at the earliest, in milliseconds from the start; infinity where it never is. What
 * people do takes no time here.
 */
export function earliestOf(drill: Parts): number[] {
  const ways = drill.script.map(inject => waysOf(inject, drill));
  const earliest = ways.map(() => Number.POSITIVE_INFINITY);
  const soonest = ({ms, waitsFor}: Way) =>
    waitsFor ? ms + Math.min(...waitsFor.map(index => earliest[index] ?? 0)) : ms;
  // Each round settles at least one more inject of a chain.
  for (const _ of ways) for (const [index, own] of ways.entries()) earliest[index] = Math.min(...own.map(soonest));
  return earliest;
}

function from(condition: Condition, drill: Parts): Pick<Way, 'waitsFor'> {
  if ('decided' in condition) return {waitsFor: asking(condition.decided, drill)};
  if ('answered' in condition) return {waitsFor: asking(condition.answered, drill)};
  const {of} = condition;
  const moment = 'is' in condition ? condition.is : condition.not;
  // People may declare an incident before anything has happened, and at the start nothing has.
  if (of === undefined && (moment === 'declared' || 'not' in condition)) return {};
  return {waitsFor: indexes(drill, ({attack}) => attack !== undefined && (of === undefined || attack === of))};
}

const asking = (question: string, drill: Parts): number[] => indexes(drill, ({ask}) => ask === question);

const indexes = ({script}: Parts, wanted: (inject: Inject) => boolean): number[] =>
  script.flatMap((inject, index) => (wanted(inject) ? [index] : []));
