import type {ApiAnswer} from '../../../cluster/api/answer.js';
import type {ApiRequest} from '../../../kube/request.js';
import {type RequestContext, type Target, toRequest} from '../../../scenario/steps/request.js';
import {listOf} from '../changes.js';
import {type Check, held, notHeld, type Standing, unknown} from '../check.js';
import type {Looker} from '../looker.js';

/** `clusterrolebindings kd-1a2b3c-root`: checks are filled in before they are made. */
export const called = ({resource, name = ''}: Target): string => `${resource} ${name}`;

/** The object is not there. */
export function gone(looker: Looker, target: Target, context: RequestContext): Check {
  const what = called(target);
  const request = toRequest({get: target}, context);
  return {
    name: `${what} is gone`,
    watches: [listOf(request.path)],
    look: signal =>
      looker.look(
        request,
        ({code}) => (code === 404 ? held(`${what} is gone`) : code === 200 ? notHeld(`${what} is there`) : undefined),
        signal,
      ),
  };
}

/** The object is there: what was destroyed has been put back. One that is being deleted is as good as gone. */
export function back(looker: Looker, target: Target, context: RequestContext): Check {
  const what = called(target);
  const read = ({code, body}: ApiAnswer): Standing | undefined => {
    if (code === 404) return notHeld(`${what} is not there`);
    if (code !== 200) return undefined;
    const {deletionTimestamp} = (body as {metadata?: {deletionTimestamp?: string}} | null)?.metadata ?? {};
    return deletionTimestamp === undefined ? held(`${what} is there`) : notHeld(`${what} is being deleted`);
  };
  const request = toRequest({get: target}, context);
  return {name: `${what} is back`, watches: [listOf(request.path)], look: signal => looker.look(request, read, signal)};
}

/** A pod, as far as it is looked at here. */
interface Pod {
  metadata?: {name?: string; labels?: Record<string, string>; deletionTimestamp?: string};
  status?: {phase?: string};
}

/** Pods that still run, or will: one that is being deleted runs until it is gone. */
const running = (body: unknown): string[] =>
  ((body as {items?: Pod[]} | null)?.items ?? [])
    .filter(({status}) => !['Succeeded', 'Failed'].includes(status?.phase ?? ''))
    .map(({metadata}) => metadata?.name ?? 'a pod without a name');

/** Pods of a namespace by labels. */
export const podsRequest = (namespace: string, selector: string): ApiRequest => ({
  method: 'GET',
  path: `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`,
});

/** No pod with these labels runs. */
export function absent(looker: Looker, {namespace, selector}: {namespace: string; selector: string}): Check {
  return {
    name: `no pod ${selector} runs in ${namespace}`,
    watches: [podsRequest(namespace, selector).path],
    look: signal => looker.look(podsRequest(namespace, selector), noneRuns(`pods ${selector}`), signal),
  };
}

const noneRuns =
  (what: string) =>
  ({code, body}: ApiAnswer): Standing | undefined => {
    if (code !== 200) return undefined;
    const names = running(body);
    return names.length
      ? notHeld(`${names.length} of ${what}: ${names.slice(0, 3).join(', ')}`)
      : held(`none of ${what}`);
  };

/** A workload, as far as it is looked at here. */
interface Workload {
  spec?: {replicas?: number; suspend?: boolean; selector?: {matchLabels?: Record<string, string>}};
  status?: {replicas?: number; active?: number | unknown[]};
}

/** A workload is scaled to zero or suspended, or is gone, and nothing of it runs. */
export function stopped(looker: Looker, target: Target, context: RequestContext): Check {
  const what = called(target);
  const request = toRequest({get: target}, context);
  return {
    name: `${what} is stopped`,
    watches: [listOf(request.path)],
    look: signal => looker.look(request, standingOf(what), signal),
  };
}

const standingOf =
  (what: string) =>
  ({code, body}: ApiAnswer): Standing | undefined => {
    if (code === 404) return held(`${what} is gone`);
    if (code !== 200) return undefined;
    const {spec = {}, status = {}} = (body ?? {}) as Workload;
    if (spec.replicas !== 0 && spec.suspend !== true) return notHeld(`${what} is not scaled to zero or suspended`);
    const left = stillRunning(status);
    return left ? notHeld(`${what} still has ${left} running`) : held(`${what} is stopped`);
  };

/** Of a Job a number, of a CronJob a list. */
const stillRunning = ({replicas, active = 0}: NonNullable<Workload['status']>): number =>
  replicas ?? (Array.isArray(active) ? active.length : active);

/** A node, as far as it is looked at here. */
interface Node {
  metadata?: {name?: string};
  spec?: {unschedulable?: boolean; taints?: {effect?: string}[]};
}

/** A pod, as far as a drain looks at it. */
interface DrainedPod {
  metadata?: {name?: string; annotations?: Record<string, string>; ownerReferences?: {kind?: string}[]};
  status?: {phase?: string};
}

/** Static pods are the node's own, and those of a DaemonSet come back: `kubectl drain` leaves both. */
const isDrained = ({metadata: {annotations = {}, ownerReferences = []} = {}, status}: DrainedPod): boolean =>
  'kubernetes.io/config.mirror' in annotations ||
  ownerReferences.some(({kind}) => kind === 'DaemonSet' || kind === 'Node') ||
  status?.phase === 'Succeeded' ||
  status?.phase === 'Failed';

/** No pod is left on a node but those that a drain leaves. */
export function drained(looker: Looker, name: string): Check {
  const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${name}`)}`;
  const read = ({code, body}: ApiAnswer): Standing | undefined => {
    if (code !== 200) return undefined;
    const pods = (body as {items?: DrainedPod[]} | null)?.items ?? [];
    const left = pods.filter(pod => !isDrained(pod)).map(({metadata}) => metadata?.name ?? '');
    return left.length
      ? notHeld(`${left.length} on ${name}: ${left.slice(0, 3).join(', ')}`)
      : held(`nothing is left on ${name} that a drain takes away`);
  };
  return {
    name: `node ${name} is drained`,
    watches: [path],
    look: signal => looker.look({method: 'GET', path}, read, signal),
  };
}

/** A node takes no new pods. Of the only one that is not asked: to close it is to stop everything. */
export function cordoned(looker: Looker, name: string): Check {
  const read = ({code, body}: ApiAnswer): Standing | undefined => {
    if (code !== 200) return undefined;
    const nodes = (body as {items?: Node[]} | null)?.items ?? [];
    const spec = nodes.find(({metadata}) => metadata?.name === name)?.spec;
    if (!spec) return unknown(`there is no node ${name}`);
    if (spec.unschedulable === true || spec.taints?.some(({effect}) => effect === 'NoExecute')) {
      return held(`${name} takes no new pods`);
    }
    return nodes.length === 1 ? held(`${name} is the only node, and stays open`) : notHeld(`${name} takes new pods`);
  };
  return {
    name: `node ${name} is cordoned`,
    watches: ['/api/v1/nodes'],
    look: signal => looker.look({method: 'GET', path: '/api/v1/nodes'}, read, signal),
  };
}
