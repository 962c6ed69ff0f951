import {z} from 'zod';
import {parseAs} from '../kit/parse.js';
import type {Store} from './store.js';

/** What a store counts of the records that it refused, since its nodes started, all indices together. */
export interface Refusals {
  /** Documents by the class of the answer, such as `4xx`, where the store counts them (OpenSearch since 2.9). */
  byStatus?: Readonly<Record<string, number>>;
  /** Documents that it took. */
  taken: number;
  /** Refused while writing; a mapping that does not fit is not among them. */
  failed: number;
  /** Refused in a pipeline. */
  ingestFailed: number;
  /** Requests refused because the queue of writes, or the memory for them, was full. */
  rejected: number;
}

const count = z.number().default(0);
const Node = z.looseObject({
  indices: z
    .looseObject({
      indexing: z
        .looseObject({
          index_total: count,
          index_failed: count,
          doc_status: z.record(z.string(), z.number()).optional(),
        })
        .optional(),
    })
    .optional(),
  thread_pool: z.looseObject({write: z.looseObject({rejected: count}).optional()}).optional(),
  ingest: z.looseObject({total: z.looseObject({failed: count}).optional()}).optional(),
  indexing_pressure: z
    .looseObject({
      memory: z.looseObject({
        total: z.looseObject({coordinating_rejections: count, primary_rejections: count}).optional(),
      }),
    })
    .optional(),
});
const Stats = z.looseObject({nodes: z.record(z.string(), Node)});

/** Reads the counters of every node. Credentials that read one index often may not. */
export async function refusalsOf(store: Store, signal: AbortSignal): Promise<Refusals> {
  const path = '/_nodes/stats/indices,thread_pool,ingest,indexing_pressure';
  const nodes = Object.values(parseAs(Stats, await store.ask(path, {signal}), 'the counters of the nodes').nodes);
  const sum = (of: (node: z.output<typeof Node>) => number | undefined) =>
    nodes.reduce((total, node) => total + (of(node) ?? 0), 0);
  const statuses = nodes.map(node => node.indices?.indexing?.doc_status).filter(one => one !== undefined);
  const names = new Set(statuses.flatMap(one => Object.keys(one)));
  const byStatus = Object.fromEntries([...names].map(name => [name, statuses.reduce((n, s) => n + (s[name] ?? 0), 0)]));
  return {
    ...(statuses.length && {byStatus}),
    taken: sum(node => node.indices?.indexing?.index_total),
    failed: sum(node => node.indices?.indexing?.index_failed),
    ingestFailed: sum(node => node.ingest?.total?.failed),
    rejected: sum(
      node =>
        (node.thread_pool?.write?.rejected ?? 0) +
        (node.indexing_pressure?.memory.total?.coordinating_rejections ?? 0) +
        (node.indexing_pressure?.memory.total?.primary_rejections ?? 0),
    ),
  };
}

/** What was refused between two looks, in words; empty when nothing was. */
export function refusedBetween(before: Refusals, after: Refusals): string[] {
  const status = Object.entries(after.byStatus ?? {})
    .filter(([name]) => !name.startsWith('2'))
    .map(([name, n]) => [`answered ${name}`, n - (before.byStatus?.[name] ?? 0)] as const);
  const counted = [
    ...status,
    ['failed while writing', after.failed - before.failed] as const,
    ['failed in a pipeline', after.ingestFailed - before.ingestFailed] as const,
  ].flatMap(([how, n]) => (n > 0 ? [`${n} ${n === 1 ? 'document' : 'documents'} ${how}`] : []));
  const rejected = after.rejected - before.rejected;
  return rejected > 0
    ? [...counted, `${rejected} ${rejected === 1 ? 'request' : 'requests'} rejected, its queue was full`]
    : counted;
}
