import {formatDuration} from '../../lib/duration.js';
import type {Answer, Explanation, Investigation} from '../source.js';
import type {LokiApi} from './api.js';
import type {Lines} from './lines.js';

/** Reason → how many lines were thrown away for it. */
type Counts = Readonly<Record<string, number>>;

/** Loki's usual `max_line_size`. */
export const LONGEST_LINE = 256 * 1024;
/** How long the counters are watched: a quiet cluster writes some events in it, and a person waits that long. */
const WATCHED_MS = 10_000;

/**
 * What lets Loki take lines, by its reason for throwing them away.
 *
 * @see https://grafana.com/docs/loki/latest/operations/request-validation-rate-limits/
 */
const REMEDIES: Readonly<Record<string, string>> = {
  rate_limited: 'raise ingestion_rate_mb and ingestion_burst_size_mb of limits_config',
  per_stream_rate_limit: 'raise per_stream_rate_limit of limits_config, or split the stream by one more label',
  stream_limit: 'raise max_global_streams_per_user, or take labels of many values from the shipper',
  line_too_long: 'raise max_line_size of Loki, or lower the audit level of what has such bodies',
  greater_than_max_sample_age: 'let the shipper catch up, or raise reject_old_samples_max_age; check its clock',
  too_far_behind: 'let one shipper write each stream, in the order of time; check its clock',
  too_far_in_future: 'set the clocks of nodes and shippers (NTP), and check the timestamp stage of the shipper',
};
const LOOK_AT_SHIPPER =
  'look at the shipper’s log for what Loki answers, and at a stage of its pipeline that drops the line';

/** The counters, where Loki shows them: one behind a gateway may not. */
export const countsOf = (api: LokiApi, signal: AbortSignal): Promise<Counts | undefined> =>
  api.discarded(signal).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });

/** `line_too_long (3), rate_limited (1)`: what was thrown away between two looks; empty: nothing. */
export const reasonsBetween = (before: Counts, after: Counts): string[] =>
  Object.entries(after).flatMap(([reason, count]) => {
    const more = count - (before[reason] ?? 0);
    return more > 0 ? [`${reason} (${more})`] : [];
  });

const remedyOf = (reasons: readonly string[]): string =>
  [...new Set(reasons.map(text => REMEDIES[text.replace(/ \(.*/, '')] ?? LOOK_AT_SHIPPER))].join('; ');

/** What Loki has discarded, beside another cause: since the run began, or ever where it did not say then. */
export interface Discarded {
  /** `; Loki has discarded lines: rate_limited (3)`; empty: nothing. */
  said: string;
  change?: string;
  counts: Counts;
}

/** Reads what Loki has discarded, to be told beside what else is known of a line that is not there. */
export async function discardedSince({api, discardedBefore}: Lines, signal: AbortSignal): Promise<Discarded> {
  const [before, counts] = [discardedBefore(), (await countsOf(api, signal)) ?? {}];
  const reasons = reasonsBetween(before ?? {}, counts);
  if (!reasons.length) return {said: '', counts};
  const since = before ? ' since the run began' : '';
  return {said: `; Loki has discarded lines${since}: ${reasons.join(', ')}`, change: remedyOf(reasons), counts};
}

/** What Loki threw away while it was watched, of all its streams. Undefined where it does not say. */
export async function watchDiscarded({api, context}: Lines, signal: AbortSignal): Promise<Answer | undefined> {
  const before = await countsOf(api, signal);
  if (!before) return undefined;
  await context.clock.sleep(WATCHED_MS, signal);
  const after = await countsOf(api, signal);
  if (!after) return undefined;
  const reasons = reasonsBetween(before, after);
  const watched = formatDuration(WATCHED_MS);
  if (!reasons.length) return {state: 'ok', detail: `Loki discarded no line in ${watched}`, next: []};
  const detail = `Loki discarded lines of all its streams in ${watched}: ${reasons.join(', ')}`;
  return {state: 'warning', detail, next: [remedyOf(reasons)]};
}

/**
 * Why lines of an attack did not arrive while others did: they are too long, or Loki has discarded lines since the run
 * began. Its counters name no line, so that it is only said what they are.
 */
export async function refusedLines(
  {api, discardedBefore}: Lines,
  {events}: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const [before, after] = [discardedBefore(), await countsOf(api, signal)];
  const reasons = before && after ? reasonsBetween(before, after) : [];
  const long = events.filter(event => Buffer.byteLength(JSON.stringify(event)) > LONGEST_LINE);
  if (!reasons.length && !long.length) return undefined;
  const cause = [
    long.length && `${long.length} of them ${long.length === 1 ? 'is' : 'are'} longer than ${LONGEST_LINE} bytes`,
    reasons.length && `Loki has discarded lines since the run began: ${reasons.join(', ')}`,
  ];
  return {
    cause: cause.filter(Boolean).join('; '),
    change: remedyOf([...(long.length ? ['line_too_long'] : []), ...reasons]),
    proof: {discarded: reasons, longerThan: LONGEST_LINE, tooLong: long.map(event => event.auditID)},
  };
}
