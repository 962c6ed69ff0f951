import {randomUUID} from 'node:crypto';
import type {Subject} from '../../lib/net/certificates.js';
import type {ApiClient} from '../api/client.js';
import type {Waiting} from './ready.js';

/** A controller's own user, as `kube-controller-manager` has it: the API server grants each what its work takes. */
const controller = (name: string): Subject => ({
  commonName: `system:serviceaccount:kube-system:${name}`,
  organizations: ['system:serviceaccounts', 'system:serviceaccounts:kube-system'],
});

/** Who furnishes namespaces, and who empties them. */
export const STAND_INS = {
  accounts: controller('service-account-controller'),
  namespaces: controller('namespace-controller'),
} as const;

const POLL_MS = 200;

interface Namespace {
  metadata: {name: string; uid: string};
  status?: {phase?: string};
}

/**
 * Stands in for a controller manager as far as every drill needs one, as long as `signal` lets it: each new namespace
 * gets its default service account, each deleted one is emptied and finished. An API server alone does neither.
 */
export async function keepNamespaces(
  clients: Record<keyof typeof STAND_INS, ApiClient>,
  {clock, signal}: Waiting,
): Promise<void> {
  const furnished = new Set<string>();
  while (!signal.aborted) {
    try {
      const list = (await get(clients.namespaces, '/api/v1/namespaces')) as {items?: Namespace[]};
      for (const namespace of list.items ?? []) {
        if (namespace.status?.phase === 'Terminating') await finish(clients.namespaces, namespace);
        else if (!furnished.has(namespace.metadata.uid)) {
          await furnish(clients.accounts, namespace.metadata.name);
          furnished.add(namespace.metadata.uid);
        }
      }
    } catch {
      // The server does not answer: it is starting again, or about to be killed. The code that waits for a namespace
      // reports it.
    }
    await clock.sleep(POLL_MS, signal).catch(() => {});
  }
}

async function furnish(client: ApiClient, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const body = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'default'}};
  await client.send({method: 'POST', path, body}, {auditId: randomUUID()});
}

const get = async (client: ApiClient, path: string): Promise<unknown> =>
  (await client.send({method: 'GET', path}, {auditId: randomUUID()})).body;

/** Deletes what is in a namespace; once nothing is, takes away the finalizer that holds it. */
async function finish(client: ApiClient, namespace: Namespace): Promise<void> {
  const collections = await namespacedCollections(client, namespace.metadata.name);
  const counts = await Promise.all(collections.map(path => empty(client, path)));
  if (counts.some(count => count > 0)) return;
  const path = `/api/v1/namespaces/${namespace.metadata.name}/finalize`;
  const body = {apiVersion: 'v1', kind: 'Namespace', ...namespace, spec: {finalizers: []}};
  await client.send({method: 'PUT', path, body}, {auditId: randomUUID()});
}

/** Deletes all of a collection, and counts what is still there: objects with finalizers of their own go later. */
async function empty(client: ApiClient, path: string): Promise<number> {
  if (!(await count(client, path))) return 0;
  // In the background, as the real one: whatever else waits for a garbage collector that is not there.
  await client.send({method: 'DELETE', path: `${path}?propagationPolicy=Background`}, {auditId: randomUUID()});
  return count(client, path);
}

const count = async (client: ApiClient, path: string): Promise<number> =>
  ((await get(client, `${path}?limit=1`)) as {items?: unknown[]}).items?.length ?? 0;

interface Groups {
  groups?: {preferredVersion: {groupVersion: string}}[];
}
interface Resources {
  resources?: {name: string; namespaced: boolean; verbs: string[]}[];
}

/** The paths of everything that may be in a namespace, by discovery. */
async function namespacedCollections(client: ApiClient, namespace: string): Promise<string[]> {
  const {groups = []} = (await get(client, '/apis')) as Groups;
  const roots = ['/api/v1', ...groups.map(group => `/apis/${group.preferredVersion.groupVersion}`)];
  const collections = await Promise.all(
    roots.map(async root => {
      const {resources = []} = (await get(client, root)) as Resources;
      const deletable = resources.filter(
        r => r.namespaced && ['list', 'deletecollection'].every(v => r.verbs.includes(v)),
      );
      return deletable.map(r => `${root}/namespaces/${namespace}/${r.name}`);
    }),
  );
  return collections.flat();
}
