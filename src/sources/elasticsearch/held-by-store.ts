import {formatDuration} from '../../lib/duration.js';
import type {Explanation} from '../source.js';
import {indicesNamed} from '../store/check.js';
import {indicesBetween} from '../store/indices.js';
import {
  blockOf,
  clusterSettings,
  disks,
  type IndexState,
  indexStates,
  isClosed,
  refreshEveryMs,
} from '../store/state.js';
import type {Guess} from './guess.js';
import type {Records} from './records.js';

/** The store itself keeps records out, or out of sight: nobody has to look at the shipper. */
export const heldByStore: Guess = async (records, {since}, signal) => {
  const sinceMs = records.context.clock.wall().getTime() - since.getTime();
  return (await notMade(records, signal)) ?? (await held(records, sinceMs, signal));
};

/**
 * What the index that is written to does with records, by its own settings and those of the cluster: blocked, closed, or
 * searchable only later than `waitedMs`.
 */
export async function held(records: Records, waitedMs: number, signal: AbortSignal): Promise<Explanation | undefined> {
  const {store, config, context, from, ever} = records;
  const now = indicesBetween(config.index, from, context.clock.wall());
  const [state] = await indexStates(store, now, signal).then(states =>
    states.length ? states : indexStates(store, ever, signal),
  );
  const cluster = blockOf(await clusterSettings(store, signal), 'cluster');
  if (cluster) return blocked('the whole store', cluster, 'PUT _cluster/settings', await disks(store, signal));
  if (!state) return undefined;
  if (isClosed(state)) return closed(state);
  const block = blockOf(state.settings, 'index');
  if (block) return blocked(state.index, block, `PUT ${state.index}/_settings`, await disks(store, signal));
  return unrefreshed(state, waitedMs);
}

function blocked(what: string, block: string, how: string, full: readonly string[]): Explanation {
  const byDisk = block.endsWith('read_only_allow_delete');
  const why = byDisk
    ? `, which the store sets when a disk is full (flood stage)${full.length ? `: ${full.join(', ')}` : ''}`
    : '';
  const first = byDisk ? 'free disk space or raise cluster.routing.allocation.disk.watermark.flood_stage, then ' : '';
  return {
    cause: `${what} accepts no records: ${block} is set${why}`,
    change: `${first}end the block: ${how} {"${block}": null}; if it was set on purpose, write to another index`,
    proof: {index: what, block, ...(full.length && {disks: full})},
  };
}

const closed = ({index}: IndexState): Explanation => ({
  cause: `${index} is closed: it accepts no records and answers no search`,
  change: `open it (POST ${index}/_open), or let the shipper write to another index`,
  proof: {index, state: 'close'},
});

function unrefreshed(state: IndexState, waitedMs: number): Explanation | undefined {
  const {index} = state;
  const everyMs = refreshEveryMs(state);
  if (everyMs === undefined || everyMs <= waitedMs) return undefined;
  const never = everyMs === Number.POSITIVE_INFINITY;
  const how = never
    ? 'never makes new records searchable on its own (refresh_interval: -1)'
    : `makes new records searchable only every ${formatDuration(everyMs)} (refresh_interval)`;
  return {
    cause: `${index} ${how}: until then neither people nor rules find the record`,
    change: `set index.refresh_interval of ${index} and of its template to a few seconds${never ? '' : ', or name it under `delays` of this source and give the SLA room for it'}`,
    proof: {index, refreshInterval: state.settings['index.refresh_interval']},
  };
}

/** Its name has a date, older ones are there, and today's is not. */
async function notMade({store, config, context, ever}: Records, signal: AbortSignal): Promise<Explanation | undefined> {
  const today = indicesBetween(config.index, context.clock.wall(), context.clock.wall());
  if (today === ever) return undefined;
  const [made, before] = await Promise.all([indicesNamed(store, today, signal), indicesNamed(store, ever, signal)]);
  if (!made || made.length || !before?.length) return undefined;
  const settings = await clusterSettings(store, signal);
  const [name, allowed] =
    Object.entries(settings).find(
      ([key]) => key === 'action.auto_create_index' || key === 'cluster.blocks.create_index',
    ) ?? [];
  return {
    cause: `${today} is not there, and ${before.length} older ${before.length === 1 ? 'one is' : 'ones are'}${name ? `; ${name} is ${allowed}` : ''}: nothing was written under today’s name`,
    change: name
      ? `let the store make it: take ${today} into ${name}`
      : 'look at what the store answers the shipper when it makes the index: a limit of shards, a template, a right (create_index)',
    proof: {missing: today, there: before.slice(-3), ...(name && {[name]: allowed})},
  };
}
