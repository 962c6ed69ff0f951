import {z} from 'zod';
import {messageOf} from '../../lib/errors.js';
import {statusOf, whatToCheck} from '../http/refusal.js';
import {parseAs} from '../kit/parse.js';
import type {Answer} from '../source.js';
import type {Hit, Store} from './store.js';

const Resolved = z.looseObject({
  indices: z.array(z.looseObject({name: z.string()})).default([]),
  aliases: z.array(z.looseObject({name: z.string()})).default([]),
  data_streams: z.array(z.looseObject({name: z.string()})).default([]),
});
const Listed = z.array(z.looseObject({index: z.string()}));

/** How many index names are offered when the one that was asked for is not there. */
const OFFERED = 8;

/** What is there under an index expression; undefined where these credentials may not ask. */
export async function indicesNamed(store: Store, index: string, signal: AbortSignal): Promise<string[] | undefined> {
  try {
    const path = encodeURIComponent(index);
    const {
      indices,
      aliases,
      data_streams: streams,
    } = parseAs(Resolved, await store.ask(`/_resolve/index/${path}`, {signal}), 'the list of indices');
    return [...streams, ...aliases, ...indices].map(found => found.name);
  } catch (error) {
    const status = statusOf(error);
    if (status === 403) return undefined;
    if (status === 404) return [];
    // Elasticsearch before 7.9 takes `_resolve` for the name of an index.
    if (status === 400 || status === 405) return listed(store, index, signal);
    throw error;
  }
}

async function listed(store: Store, index: string, signal: AbortSignal): Promise<string[]> {
  const query = {format: 'json', h: 'index'};
  const found = parseAs(
    Listed,
    await store.ask(`/_cat/indices/${encodeURIComponent(index)}`, {query, signal}),
    'the list of indices',
  );
  return found.map(line => line.index);
}

/** What to say when nothing is there under an index expression: the names that are there, and what to do. */
export async function noIndex(store: Store, index: string, remedy: string, signal: AbortSignal): Promise<Answer> {
  const all = (await indicesNamed(store, '*', signal).catch(() => undefined)) ?? [];
  const shown = all.filter(name => !name.startsWith('.')).sort((a, b) => Number(likely(b)) - Number(likely(a)));
  const there = shown.length
    ? [`there are: ${shown.slice(0, OFFERED).join(', ')}${shown.length > OFFERED ? ' …' : ''}`]
    : [];
  return {
    state: 'failed',
    detail: `no index matches ${index}`,
    next: [...there, remedy],
  };
}

const likely = (name: string): boolean => /audit|kube|k8s|log/i.test(name);

/** The newest document that a query finds; undefined when there is none. */
export async function newest(
  store: Store,
  {index, time}: {index: string; time: string},
  query: object,
  signal: AbortSignal,
): Promise<Hit | undefined> {
  const sort = [{[time]: {order: 'desc', unmapped_type: 'date', missing: '_last'}}];
  const [hit] = await store.search(index, {query, sort, size: 1, track_total_hits: false}, signal);
  return hit;
}

/** What a source that could not be asked answers, with what to look at first. */
export function unanswered(error: unknown, index: string): Answer {
  const mayNot = statusOf(error) === 403;
  const next = mayNot
    ? `grant these credentials the privileges read and view_index_metadata on ${index}`
    : whatToCheck(error);
  return {state: 'failed', detail: messageOf(error), next: [next]};
}
