import type {Clock} from '../../../lib/clock.js';
import {serviceAccountUser} from '../access/identity.js';
import type {Authority} from '../access/tls.js';
import {groupVersion} from '../kinds.js';
import type {Pipeline} from '../pipeline.js';
import type {Change, Store} from '../store.js';

/** What controllers work with. */
export interface Surroundings {
  store: Store;
  pipeline: Pipeline;
  clock: Clock;
  authority: Authority;
  /** Does something after a while, unless the server is closed by then. */
  later(ms: number, act: () => void): void;
}

/** One controller: hears of every change and acts on those that concern it. */
export type Controller = (surroundings: Surroundings) => (change: Change) => void;

/** Whether a change is about a resource. */
export const isOf = (change: Change, resource: string, group = ''): boolean =>
  change.group === group && change.resource === resource;

/** Sends requests as the service account of a controller, so that the audit log has what a real one leaves there. */
export function sender({store, pipeline}: Pick<Surroundings, 'store' | 'pipeline'>, name: string) {
  const account = store.get({group: '', resource: 'serviceaccounts', namespace: 'kube-system'}, name);
  const user = serviceAccountUser('kube-system', name, account?.metadata.uid ?? '');
  const userAgent = `kube-controller-manager/simulated/system:serviceaccount:kube-system:${name}`;
  return (method: string, uri: string, body?: unknown) =>
    pipeline.handle({
      method,
      uri,
      headers: {userAgent},
      credentials: {},
      sourceIPs: ['127.0.0.1'],
      body: body === undefined ? '' : JSON.stringify(body),
      user,
    });
}

/** The path of a collection in a namespace, or of all. */
export function collectionPath(group: string, resource: string, namespace?: string): string {
  const base = group ? `/apis/${groupVersion(group, 'v1')}` : '/api/v1';
  return namespace === undefined ? `${base}/${resource}` : `${base}/namespaces/${namespace}/${resource}`;
}
