import {z} from 'zod';
import type {ClusterIdentity} from '../../cluster/identity.js';
import {CLUSTER_KINDS} from '../../events/words.js';
import type {ApiRequest} from '../../kube/request.js';
import type {KnownProcess} from '../../lib/process/processes.js';
import type {UndoAction} from '../undo.js';

/**
 * Bounds, and no more: whether a step may be taken is asked when it is its turn, and what one of our own runs has written
 * must never be refused as a whole.
 */
const text = (max = 10_000) => z.string().max(max);

const RunId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not the id of a run');
const Pid = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
const Path = text().startsWith('/');

const Process: z.ZodType<KnownProcess> = z.object({
  program: text(),
  pid: Pid,
  startedAt: text(),
  namespace: text().exactOptional(),
});

const Request: z.ZodType<ApiRequest> = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: Path,
  contentType: text().exactOptional(),
  headers: z.record(text(), text()).exactOptional(),
  body: z.unknown().exactOptional(),
  upgrade: z.enum(['exec', 'attach', 'portforward']).exactOptional(),
  watchMs: z.number().min(0).exactOptional(),
}) as unknown as z.ZodType<ApiRequest>;

const Awaited = {resource: text(), name: text(), within: text()};
const Awaits = z.union([
  z.looseObject({...Awaited, exists: z.boolean()}),
  z.looseObject({...Awaited, field: text(), is: z.string()}),
  z.looseObject({...Awaited, field: text(), isNot: z.string()}),
  z.looseObject({...Awaited, field: text(), matches: z.string()}),
]);

const step = text();
const Action = z.union([
  z.strictObject({step, request: Request, wanted: z.array(z.int()).exactOptional()}),
  z.strictObject({step, node: z.array(z.string()).min(1), on: text().exactOptional()}),
  z.strictObject({step, sleepMs: z.number().min(0)}),
  z.strictObject({step, await: Awaits, request: Request}),
]) as unknown as z.ZodType<UndoAction>;

const Identity: z.ZodType<ClusterIdentity> = z.object({
  server: text(),
  certificate: z.object({leaf: Digest, authority: Digest.exactOptional()}).exactOptional(),
  uid: text().exactOptional(),
});

/** Which cluster a run works on, so that a later process can find it again. */
const Cluster = z.object({
  kind: z.enum(CLUSTER_KINDS),
  name: text(),
  /** True when the run made it: then deleting the cluster is all the clean-up there is. */
  own: z.boolean(),
});
export type JournaledCluster = z.output<typeof Cluster>;

/** One line of `journal.ndjson`. Each is on disk before the change it announces is made. */
export const JournalEntrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('opened'),
    run: RunId,
    pid: Pid,
    at: text(),
    /** The process more closely: numbers come again. */
    process: Process.exactOptional(),
    /** The machine and the key that it was written with, and its name among all of that key. */
    machine: text().exactOptional(),
    key: text().exactOptional(),
    journal: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .exactOptional(),
  }),
  z.object({type: z.literal('cluster'), cluster: Cluster}),
  /** What a cluster that is not the run's own is known by, before anything is made there. */
  z.object({type: z.literal('identity'), identity: Identity}),
  /** A server of the cluster that runs as a process of this machine. */
  z.object({type: z.literal('process'), process: Process}),
  z.object({type: z.literal('create'), path: Path}),
  /** An object that was made without the run's label is known by what the server named it. */
  z.object({type: z.literal('made'), path: Path, uid: text()}),
  z.object({type: z.literal('gone'), path: Path}),
  /** The way back of one execution, filled in, before its attack; and that it was taken. */
  z.object({type: z.literal('undo'), of: text(), actions: z.array(Action).max(1000)}),
  z.object({type: z.literal('undone'), of: text()}),
  z.object({type: z.literal('cluster gone')}),
  z.object({type: z.literal('closed')}),
]);
export type JournalEntry = z.output<typeof JournalEntrySchema>;
