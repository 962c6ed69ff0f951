import {rmSync} from 'node:fs';
import {join} from 'node:path';

/** What is worth nothing, or must not stay, once the servers are gone: keys, and data with the Secrets of the cluster. */
const PARTS = ['pki', 'etcd', 'kubeconfig', 'controller-manager', 'audit-webhook.yaml'];

/** Removes it from the folder of an envtest cluster; the logs stay. */
export function removePrivate(dir: string): void {
  for (const part of PARTS) rmSync(join(dir, part), {recursive: true, force: true});
}
