import type {Clock} from '../../lib/clock.js';
import {furnish} from './bootstrap.js';
import {serviceAccountUser} from './identity.js';
import {groupVersion} from './kinds.js';
import {type KubeObject, seconds} from './objects.js';
import type {Pipeline} from './pipeline.js';
import {runningPod} from './pods.js';
import type {Change, Store} from './store.js';

/** A real namespace controller waits five seconds first; here only so long that `Terminating` can be seen. */
const NAMESPACE_DELAY_MS = 100;
const POD_DELAY_MS = 50;

const NAMESPACE_CONTROLLER = serviceAccountUser('kube-system', 'namespace-controller', 'simulated');
const USER_AGENT = 'kube-controller-manager/simulated/system:serviceaccount:kube-system:namespace-controller';
/** Looked through in every namespace that goes, whether or not anything is there. */
const ALWAYS_LISTED = [
  ['', 'secrets'],
  ['', 'events'],
  ['', 'pods'],
  ['', 'configmaps'],
  ['', 'serviceaccounts'],
  ['rbac.authorization.k8s.io', 'roles'],
  ['rbac.authorization.k8s.io', 'rolebindings'],
] as const;

/**
 * The parts of the controller manager and of the kubelet that scenarios wait for: namespaces are furnished and emptied,
 * pods become Running. The namespace controller makes its requests through the pipeline, so that the audit log has what
 * a real one leaves there: lists and deletions of Secrets that are nobody's attack.
 */
export function runControllers(store: Store, pipeline: Pipeline, clock: Clock, stop: AbortSignal): void {
  const later = (ms: number, act: () => void) =>
    void clock.sleep(ms, stop).then(act, () => {
      // The server was closed meanwhile.
    });
  const off = store.onChange(change => {
    const name = change.object.metadata.name ?? '';
    if (isNew(change, 'namespaces')) furnish(store, clock, name);
    if (isDying(change)) later(NAMESPACE_DELAY_MS, () => finalize(store, pipeline, name));
    if (isNew(change, 'pods')) later(POD_DELAY_MS, () => start(store, clock, change.object));
  });
  stop.addEventListener('abort', off, {once: true});
}

const isNew = ({type, group, resource}: Change, wanted: string): boolean =>
  type === 'ADDED' && group === '' && resource === wanted;

const isDying = ({type, group, resource, object}: Change): boolean =>
  type === 'MODIFIED' && group === '' && resource === 'namespaces' && object.metadata.deletionTimestamp !== undefined;

function finalize(store: Store, pipeline: Pipeline, namespace: string): void {
  const found = store.contents(namespace).map(({group, resource}) => [group, resource] as const);
  const all = new Map(
    [...ALWAYS_LISTED, ...found].map(([group, resource]) => [`${group}/${resource}`, {group, resource}]),
  );
  for (const {group, resource} of all.values()) {
    const base = group ? `/apis/${groupVersion(group, 'v1')}` : '/api/v1';
    const uri = `${base}/namespaces/${namespace}/${resource}`;
    for (const method of ['DELETE', 'GET']) {
      const headers = {userAgent: USER_AGENT, impersonated: false};
      pipeline.handle({method, uri, headers, sourceIPs: ['127.0.0.1'], body: '', user: NAMESPACE_CONTROLLER});
    }
  }
  store.remove({group: '', resource: 'namespaces'}, namespace);
}

function start(store: Store, clock: Clock, {metadata}: KubeObject): void {
  const collection = {group: '', resource: 'pods', namespace: metadata.namespace};
  const pod = store.get(collection, metadata.name ?? '');
  if (pod) store.put(collection, runningPod(pod, seconds(clock.wall())));
}
