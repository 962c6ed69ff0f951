import type {Clock} from '../../lib/clock.js';
import {formatDuration} from '../../lib/duration.js';
import {environmentError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {until} from '../../lib/until.js';
import {type KubeObject, nameOf, refOf} from './kube-object.js';
import type {Objects} from './objects.js';
import {waitsFor} from './pods.js';

/** How waiting is done, and who hears of it. */
export interface Waiting {
  clock: Clock;
  signal: AbortSignal;
  timeoutMs: number;
  onProgress(line: string): void;
}

const POLL_MS = 1000;

interface Status {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  desiredNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberReady?: number;
  conditions?: {type: string; status: string; message?: string}[];
}

const holds = ({conditions = []}: Status, type: string): boolean =>
  conditions.some(c => c.type === type && c.status === 'True');

/** Whether a workload is as it should be; for a Job, whether it is done. */
const READY: Record<string, (status: Status, replicas: number) => boolean> = dictionary({
  Deployment: (s, n) => s.updatedReplicas === n && s.availableReplicas === n && s.replicas === n,
  StatefulSet: (s, n) => s.updatedReplicas === n && s.readyReplicas === n,
  // Before its controller has looked, all three are absent.
  DaemonSet: s =>
    s.desiredNumberScheduled !== undefined &&
    s.desiredNumberScheduled === (s.updatedNumberScheduled ?? 0) &&
    s.desiredNumberScheduled === s.numberReady,
  Job: s => holds(s, 'Complete'),
});

/** Whether an object is something that rolls out. */
export const rollsOut = ({kind}: {kind: string}): boolean => kind in READY;

/** How far a workload has come. */
export function progressOf(object: KubeObject | undefined): 'ready' | 'failed' | 'waiting' {
  if (!object) return 'waiting';
  const {status = {}, spec = {}} = object as {status?: Status; spec?: {replicas?: number}};
  if (object.kind === 'Job' && holds(status, 'Failed')) return 'failed';
  const seen = object.kind === 'Job' || status.observedGeneration === object.metadata.generation;
  return seen && READY[object.kind]?.(status, spec.replicas ?? 1) ? 'ready' : 'waiting';
}

/** One workload that is waited for. */
interface Awaited {
  planned: KubeObject;
  name: string;
  /** What held it up when it was last looked at. */
  reason?: string | undefined;
}

/**
 * Waits until every workload is there, and says of each when it is, and meanwhile what holds it up.
 *
 * @throws DrillError (exit code 3) when one fails or the time is over.
 */
export async function waitForRollout(
  objects: Objects,
  workloads: readonly KubeObject[],
  {clock, signal, timeoutMs, onProgress}: Waiting,
): Promise<void> {
  const startedAt = clock.now();
  let waiting: Awaited[] = workloads.map(planned => ({planned, name: nameOf(refOf(planned))}));
  const lookAtAll = async () => {
    const left: Awaited[] = [];
    for (const one of waiting) {
      const now = await look(objects, one, onProgress);
      if (now) left.push(now);
      else onProgress(`${one.name} is up, ${formatDuration(clock.now() - startedAt)}`);
    }
    waiting = left;
  };
  const isDone = () => waiting.length === 0;
  await until(lookAtAll, {clock, signal, within: timeoutMs, pauses: POLL_MS, enough: isDone});
  const [first] = waiting;
  if (first) throw notUp(first, `is not up after ${formatDuration(timeoutMs)}`);
}

/** Looks at one workload; undefined when it is up. A reason is reported when it is new. */
async function look(objects: Objects, one: Awaited, onProgress: Waiting['onProgress']): Promise<Awaited | undefined> {
  const progress = progressOf(await objects.read(refOf(one.planned)));
  if (progress === 'ready') return undefined;
  const reason = await waitsFor(objects, one.planned);
  if (progress === 'failed') throw notUp({...one, reason}, 'failed');
  if (reason !== undefined && reason !== one.reason) onProgress(`${one.name} waits: ${reason}`);
  return {...one, reason: reason ?? one.reason};
}

const notUp = ({planned, name, reason}: Awaited, what: string) =>
  environmentError(`${name} ${what}${reason === undefined ? '' : `: ${reason}`}`, [
    `kubectl -n ${planned.metadata.namespace} describe pods`,
    'the same `stack up` goes on from here; `stack down` removes what was made',
  ]);
