import {usageError} from '../../../lib/errors.js';
import {canonicalText} from '../../../lib/json/canonical.js';
import {inOrder, logOf, type Shard, type Summary} from './summary.js';

/**
 * Puts summaries together: the union of their shards. It is the same in any order and grouping, and a summary that is
 * given twice counts once.
 *
 * @throws DrillError (exit code 2) for summaries of other rules or labels, and for two shards that look at the same time
 *   of the same log and are not the same.
 */
export function mergeSummaries(summaries: readonly Summary[]): Summary {
  const [first, ...others] = summaries;
  if (!first) throw usageError('there is no summary to merge', ['name the files that `rules test --summary` wrote']);
  for (const other of others) refuseOther(first, other);
  const shards = new Map(summaries.flatMap(one => one.shards).map(shard => [canonicalText(shard), shard]));
  const rules = {
    pack: first.rules.pack,
    loaded: Math.max(...summaries.map(one => one.rules.loaded)),
    skipped: Math.max(...summaries.map(one => one.rules.skipped)),
  };
  const merged = inOrder({...first, rules, shards: [...shards.values()]});
  refuseOverlaps(merged.shards);
  return merged;
}

function refuseOther(first: Summary, other: Summary): void {
  const logs = [first, other].map(({shards: [shard]}) => (shard ? logOf(shard) : '')).join(' and ');
  if (first.rules.pack !== other.rules.pack)
    throw usageError(`summaries of different rules cannot be merged: ${logs}`, ['play both through the same rules']);
  if (first.labels !== other.labels)
    throw usageError(`summaries with different labels cannot be merged: ${logs}`, ['give the same --labels to both']);
}

/** What was read twice would count twice. */
function refuseOverlaps(shards: readonly Shard[]): void {
  for (const [place, shard] of shards.entries()) {
    const twice = shards.slice(place + 1).find(other => isSameLog(shard, other) && overlap(shard, other));
    if (twice)
      throw usageError(
        `two summaries are of the same time of ${logOf(shard)}, and differ: ${timesOf(shard)} and ${timesOf(twice)}`,
        ['leave one of them out', 'logs of different clusters that have the same path need names: --name'],
      );
  }
}

const isSameLog = (a: Shard, b: Shard): boolean =>
  a.name === b.name && (a.name !== undefined || a.logs.some(log => b.logs.includes(log)));

const overlap = (a: Shard, b: Shard): boolean => startOf(a) < endOf(b) && startOf(b) < endOf(a);

const startOf = ({from}: {from: number | null}): number => from ?? Number.NEGATIVE_INFINITY;
const endOf = ({until}: {until: number | null}): number => until ?? Number.POSITIVE_INFINITY;

/** A stretch of a log that no shard has looked at. */
export interface Gap {
  log: string;
  from: string;
  until: string;
}

/** Stretches between shards of a log, and those of what a shard is a part of, that no summary is about. */
export function gapsOf(shards: readonly Shard[]): Gap[] {
  return [...Map.groupBy(shards, shard => canonicalText([shard.name ?? null, shard.logs])).values()].flatMap(gapsIn);
}

function gapsIn(shards: readonly Shard[]): Gap[] {
  const [first] = shards;
  if (!first) return [];
  const log = logOf(first);
  const read = [...shards].sort((a, b) => startOf(a) - startOf(b));
  const whole = shards.flatMap(shard => (shard.whole ? [shard.whole] : []));
  const gaps: Gap[] = [];
  let reached = Math.min(startOf(read[0] ?? first), ...whole.map(startOf));
  const goOn = (from: number) => {
    if (from > reached) gaps.push({log, from: timeText(reached), until: timeText(from)});
  };
  for (const shard of read) {
    goOn(startOf(shard));
    reached = Math.max(reached, endOf(shard));
  }
  goOn(Math.max(...read.map(endOf), ...whole.map(endOf)));
  return gaps;
}

const timeText = (time: number): string => new Date(time).toISOString();

const timesOf = ({from, until}: Shard): string =>
  `${from === null ? 'its begin' : timeText(from)} to ${until === null ? 'its end' : timeText(until)}`;
