import {formatDuration} from '../lib/duration.js';
import {nextSteps} from './advice.js';
import {describeLoss} from './loss.js';
import type {Observation} from './observation.js';
import type {Trace} from './result.js';
import type {LogName, State} from './words.js';

type Verdict = {state: State; reason?: string};

/** What an observation comes to. `withinMs` is what counts as in time. */
export function judge(observation: Observation, withinMs: number): Trace {
  const {log, written, source, store, attributes} = observation;
  const numbers = [...written.keys()].sort((a, b) => a - b);
  const found = store ? numbers.filter(n => store.seen.has(n)) : undefined;
  const seen = found?.length ?? ('seen' in source ? source.seen : 0);
  const lost = found ? numbers.filter(n => !store?.seen.has(n)) : [];
  const delays = (found ?? []).map(n => Math.max(0, (store?.seen.get(n) ?? 0) - (written.get(n) ?? 0)));
  const {state, reason} = verdictOf(observation, seen, delays, withinMs);
  const pattern = describeLoss(lost, numbers.length);
  const trace: Trace = {
    log,
    state,
    reason: reason ?? null,
    written: numbers.length,
    source: {
      where: source.where,
      ...('seen' in source ? {seen: source.seen} : {seen: null, reason: source.unknown}),
    },
    store: store ? {source: store.source, where: store.where, seen: seen, duplicates: store.duplicates} : null,
    lost: Math.max(0, numbers.length - seen),
    pattern: pattern ?? null,
    latency: latencyOf(delays),
    ...(attributes && {attributes}),
    next: [],
  };
  return {...trace, next: nextSteps(trace, store?.astray)};
}

/** A log source that was not tried, or about which nothing is known. */
export const unjudged = (log: LogName, state: 'skipped' | 'not observable', reason: string, next: string[]): Trace => ({
  ...{log, state, reason, next},
  ...{written: 0, source: null, store: null, lost: 0, pattern: null, latency: null},
});

function verdictOf(observation: Observation, seen: number, delays: readonly number[], withinMs: number): Verdict {
  const {written, source, store, certain, damage} = observation;
  const unknown = store ? store.unknown : 'unknown' in source ? source.unknown : undefined;
  if (seen < written.size && unknown !== undefined) return {state: 'not observable', reason: unknown};
  if (written.size === 0 || seen === 0) return none(observation, certain);
  if (seen < written.size) return {state: 'lossy', reason: `${written.size - seen} of ${written.size} are lost`};
  if (damage.length) return {state: 'lossy', reason: damage.join('; ')};
  const late = delays.filter(ms => ms > withinMs).length;
  if (late) return {state: 'late', reason: `${late} of ${written.size} came after ${formatDuration(withinMs)}`};
  return {state: 'arrived'};
}

/** Nothing arrived: that is known to be wrong only where it is known that something was there to arrive. */
function none({source, store}: Observation, certain: boolean): Verdict {
  if ('unknown' in source && !certain) return {state: 'not observable', reason: source.unknown};
  if ('seen' in source && source.seen === 0)
    return {state: 'missing', reason: `written, and not even the cluster shows it (${source.where})`};
  const held = 'seen' in source ? `${source.where} shows ${source.seen}` : 'it was written';
  return {state: 'missing', reason: `${held}, and none is in ${store?.where ?? 'the store'}`};
}

function latencyOf(delays: readonly number[]): Trace['latency'] {
  if (!delays.length) return null;
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (share: number) => round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000);
  return {p50: at(0.5), p95: at(0.95), max: at(1)};
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
