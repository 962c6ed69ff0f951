import {uidOf} from '../../cluster/existing/in-cluster.js';
import {kubeConfigFor} from '../../cluster/existing/kubeconfig.js';
import type {FleetEntry} from '../../fleet/config/load.js';
import {usageError} from '../../lib/errors.js';

/**
 * Refuses a context that leads to another cluster than the one that was meant: kubeconfigs of many clusters are made by
 * programs, and a name that has moved would be attacked.
 *
 * @throws DrillError (exit code 2) for another cluster, (3) for one that does not answer
 */
export async function confirmUid(
  {context, confirm}: FleetEntry,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  if (context === undefined) return;
  const uid = await uidOf(kubeConfigFor(context, env).config, signal);
  if (uid === confirm) return;
  throw usageError(`the context ${context} leads to another cluster: the UID of its kube-system is ${uid}`, [
    `confirm: ${uid}, if this cluster is meant; it is ${confirm} now`,
  ]);
}
