import {formatDuration, milliseconds} from '../../../lib/duration.js';
import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {earliestOf, ownWay, waysOf} from '../due.js';
import type {Inject} from '../script.js';
import {warning} from './references.js';

/** Injects that are never due: they wait for what never happens, for each other, or for a time after the end. */
export function checkDue(drill: Drill): Finding[] {
  const {script, pace} = drill;
  const earliest = earliestOf(drill);
  const lengthMs = pace.length === undefined ? undefined : milliseconds(pace.length);
  const rings = new Set<number>();
  return script.flatMap((inject, index): Finding[] => {
    const soonest = earliest[index] ?? 0;
    if (soonest === Number.POSITIVE_INFINITY) return never(index, drill, earliest, rings);
    const late = lengthMs === undefined ? [] : afterTheEnd(inject, index, soonest, lengthMs);
    return late.length ? late : idleTrigger(inject, index, drill, earliest);
  });
}

/** Where the trigger of an inject stands. */
const triggerPath = (inject: Inject, index: number): PropertyKey[] => {
  const key = (['at', 'after', 'when'] as const).find(one => inject[one] !== undefined);
  return ['script', index, ...(key ? [key] : [])];
};

function afterTheEnd(inject: Inject, index: number, soonest: number, lengthMs: number): Finding[] {
  const {id, at, orAt} = inject;
  const length = formatDuration(lengthMs);
  if (soonest >= lengthMs) {
    const when = at === undefined ? 'cannot be due before' : 'is due at';
    const message = `${id} ${when} ${formatDuration(soonest)}, and the drill ends at ${length}: nobody will see it`;
    return [{path: triggerPath(inject, index), message}];
  }
  if (orAt === undefined || milliseconds(orAt) < lengthMs) return [];
  return [
    warning(['script', index, 'orAt'], `orAt of ${id} comes after the end of the drill (${length}): it has no use`),
  ];
}

/** Where only the fallback can ever deliver it. */
function idleTrigger(inject: Inject, index: number, drill: Drill, earliest: readonly number[]): Finding[] {
  const own = ownWay(inject, drill);
  const isIdle = inject.orAt !== undefined && own?.waitsFor?.every(i => earliest[i] === Number.POSITIVE_INFINITY);
  if (!isIdle) return [];
  const message = `${inject.id} waits for what never happens: ${reasonOf(inject, drill)}; only orAt delivers it`;
  return [warning(triggerPath(inject, index), message)];
}

/**
 * Why an inject is never due. Those that wait for each other are reported once.
 *
 * @param rings members of circles that were reported
 */
function never(index: number, drill: Drill, earliest: readonly number[], rings: Set<number>): Finding[] {
  const {script} = drill;
  const inject = script[index];
  const ways = inject ? waysOf(inject, drill) : [];
  // One without any trigger is reported as that.
  if (!inject || !ways.length || rings.has(index)) return [];
  const path = triggerPath(inject, index);
  const waiting = ways.flatMap(({waitsFor = []}) => waitsFor);
  if (!waiting.length) return [{path, message: `${inject.id} is never due: ${reasonOf(inject, drill)}`}];
  const ring = ringThrough(index, drill, earliest);
  if (ring) {
    for (const member of ring) rings.add(member);
    if (ring.length === 1) return [{path, message: `${inject.id} waits for itself: it is never due; give it a time`}];
    const names = [...ring, index].map(member => script[member]?.id).join(' → ');
    const message = `${names} wait for each other in a circle: none of them is ever due; give one of them a time`;
    return [{path, message}];
  }
  const names = [...new Set(waiting)].map(other => script[other]?.id).join(', ');
  return [{path, message: `${inject.id} is never due: it waits for ${names}, which never is`}];
}

/** The injects that wait for each other, from one of them back to it; undefined where it stands in no circle. */
function ringThrough(start: number, drill: Drill, earliest: readonly number[]): number[] | undefined {
  const waits = (index: number): number[] => {
    const inject = drill.script[index];
    return inject ? waysOf(inject, drill).flatMap(({waitsFor = []}) => waitsFor) : [];
  };
  const seen = new Set<number>();
  const walk = (index: number, way: readonly number[]): number[] | undefined => {
    for (const next of waits(index)) {
      if (next === start) return [...way];
      if (seen.has(next) || earliest[next] !== Number.POSITIVE_INFINITY) continue;
      seen.add(next);
      const found = walk(next, [...way, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}

/** What an inject waits for that no inject ever brings about. */
function reasonOf({after, when, id}: Inject, {questions}: Drill): string {
  const question = when && ('decided' in when ? when.decided : 'answered' in when ? when.answered : undefined);
  if (question !== undefined) return `no inject asks ${question}`;
  const of = after?.of ?? (when && 'of' in when ? when.of : undefined);
  if (of !== undefined) return `no inject starts ${of}`;
  const deciding = questions.find(({choose}) => choose?.some(({leadsTo}) => leadsTo.includes(id)));
  return deciding && !after && !when
    ? `no inject asks ${deciding.id}, which leads to it`
    : 'no inject starts any attack';
}
