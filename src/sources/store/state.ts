import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {parseAs} from '../kit/parse.js';
import type {Store} from './store.js';

const IndexSettings = z.record(z.string(), z.looseObject({settings: z.record(z.string(), z.unknown())}));
const ClusterSettings = z.looseObject({
  persistent: z.record(z.string(), z.unknown()).default({}),
  transient: z.record(z.string(), z.unknown()).default({}),
});
const Allocation = z.array(z.looseObject({node: z.string(), 'disk.percent': z.string().nullish()}));

/** Settings of an index by their flat names. */
export interface IndexState {
  index: string;
  settings: Readonly<Record<string, unknown>>;
}

/** The indices under an expression, the newest first: the one that is written to. */
export async function indexStates(store: Store, index: string, signal: AbortSignal): Promise<IndexState[]> {
  const query = {flat_settings: 'true', ignore_unavailable: 'true', allow_no_indices: 'true', expand_wildcards: 'all'};
  const path = `/${index.split(',').map(encodeURIComponent).join(',')}/_settings`;
  const answer = parseAs(IndexSettings, await store.ask(path, {query, signal}), 'the settings');
  const made = ({settings}: IndexState) => Number(settings['index.creation_date'] ?? 0);
  return Object.entries(answer)
    .map(([name, {settings}]) => ({index: name, settings}))
    .sort((a, b) => made(b) - made(a));
}

/** Settings of the whole cluster that somebody has set; none where these credentials may not ask. */
export async function clusterSettings(store: Store, signal: AbortSignal): Promise<Record<string, unknown>> {
  const asked = store.ask('/_cluster/settings', {query: {flat_settings: 'true'}, signal});
  const answer = await asked.catch(() => {
    signal.throwIfAborted();
    return {};
  });
  const {persistent, transient} = parseAs(ClusterSettings, answer, 'the settings of the cluster');
  return {...persistent, ...transient};
}

/** How full the disks of the nodes are: `es-0 96 %`; empty where nobody says. */
export async function disks(store: Store, signal: AbortSignal): Promise<string[]> {
  const asked = store.ask('/_cat/allocation', {query: {format: 'json'}, signal});
  const answer = await asked.catch(() => {
    signal.throwIfAborted();
    return [];
  });
  const nodes = Allocation.safeParse(answer).data ?? [];
  return nodes.flatMap(({node, 'disk.percent': percent}) => (percent ? [`${node} ${percent} %`] : []));
}

/** The setting that refuses every write, the gravest first; the store itself sets the first one. */
const BLOCKS = ['blocks.read_only_allow_delete', 'blocks.read_only', 'blocks.write'] as const;

/** What keeps records out of an index: the full name of the block; undefined when nothing does. */
export const blockOf = (settings: Readonly<Record<string, unknown>>, prefix: 'index' | 'cluster'): string | undefined =>
  BLOCKS.map(name => `${prefix}.${name}`).find(name => String(settings[name]) === 'true');

/** Whether an index was closed: it takes nothing and answers nothing. */
export const isClosed = ({settings}: IndexState): boolean => String(settings['index.verified_before_close']) === 'true';

/** How often an index makes what it took searchable; infinity: never on its own. Undefined: as usual, every second. */
export function refreshEveryMs({settings}: IndexState): number | undefined {
  const interval = settings['index.refresh_interval'];
  if (interval === undefined) return undefined;
  if (String(interval).startsWith('-')) return Number.POSITIVE_INFINITY;
  // Stores know no days here, and write milliseconds without a unit where they are many.
  return parseDuration(String(interval)) ?? (Number(interval) || undefined);
}
