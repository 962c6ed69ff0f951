import {randomUUID} from 'node:crypto';
import type {ApiClient} from '../cluster/api/client.js';
import {RUN_LABEL} from './labels.js';

/**
 * Where scenarios leave objects that outlive their namespace, or change what is everybody's. Secrets are not listed:
 * that would be an attack of our own in the eyes of the stack under test.
 */
export const COLLECTIONS: readonly string[] = [
  '/api/v1/namespaces',
  '/api/v1/persistentvolumes',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  '/apis/certificates.k8s.io/v1/certificatesigningrequests',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
  '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
  '/api/v1/namespaces/kube-system/configmaps',
  '/api/v1/namespaces/kube-system/serviceaccounts',
  '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles',
  '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings',
];

/** What stands in a cluster outside of the namespaces that come and go: API path → the run that labelled it. */
export type Inventory = ReadonlyMap<string, string | undefined>;

/** Lists what a drill could leave behind. A collection that may not be listed, or is not served, is left out. */
export async function takeInventory(client: ApiClient, timeoutMs?: number): Promise<Inventory> {
  const lists = await Promise.all(COLLECTIONS.map(path => listNames(client, path, timeoutMs)));
  return new Map(lists.flat());
}

async function listNames(client: ApiClient, path: string, timeoutMs?: number): Promise<[string, string | undefined][]> {
  const answer = await client.send(
    {method: 'GET', path},
    {auditId: randomUUID(), ...(timeoutMs !== undefined && {timeoutMs})},
  );
  const items = (answer.body as {items?: {metadata?: {name?: string; labels?: Record<string, string>}}[]}).items ?? [];
  return items.map(({metadata}) => [`${path}/${metadata?.name}`, metadata?.labels?.[RUN_LABEL]]);
}

/**
 * What is there now and was not before, apart from what other runs are doing; and what was there before and is gone.
 * Kubernetes itself makes objects at any time, so only what carries our label or one of our tokens is ours for sure:
 * the rest is reported as drift that may be somebody else's.
 */
export function drift(before: Inventory, after: Inventory, run: string, tokens: readonly string[]): string[] {
  const ours = (path: string, label: string | undefined) => label === run || tokens.some(t => path.includes(t));
  const added = [...after].filter(([path, label]) => !before.has(path) && ours(path, label));
  const removed = [...before].filter(([path, label]) => !after.has(path) && label === undefined && isEverybodys(path));
  return [...added.map(([path]) => path), ...removed.map(([path]) => `${path} (was there before the run)`)];
}

/** Objects of kube-system that scenarios change in place; nobody else deletes them during a drill. */
const isEverybodys = (path: string): boolean => /kube-system\/(configmaps|roles|rolebindings)\//.test(path);
