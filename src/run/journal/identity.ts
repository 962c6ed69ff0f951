import {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import {type ClusterIdentity, identityOf} from '../../cluster/identity.js';
import type {Journal} from './journal.js';

/** Kinds of clusters that outlive their run, or may. */
const STAYS: readonly Cluster['kind'][] = ['existing', 'kind'];

/**
 * Writes down what a cluster is known by, before anything is made on it: a context or a name may stand for another one
 * by the time that the run is cleaned up.
 */
export async function journalIdentity(
  journal: Journal,
  {kind, kubeConfig}: Cluster,
  signal: AbortSignal,
): Promise<void> {
  if (!STAYS.includes(kind)) return;
  const client = new ApiClient(kubeConfig, 'kubedrill');
  try {
    const identity: ClusterIdentity = await identityOf(kubeConfig, client, signal);
    journal.write({type: 'identity', identity});
  } finally {
    await client.close();
  }
}
