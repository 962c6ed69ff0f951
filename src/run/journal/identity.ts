import {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import {type ClusterIdentity, identityOf} from '../../cluster/identity.js';
import type {Journal} from './journal.js';

/**
 * Writes down what a cluster that outlives its run is known by, before anything is made on it: a context or a name may stand for another one
 * by the time that the run is cleaned up.
 */
export async function journalIdentity(journal: Journal, {kubeConfig}: Cluster, signal: AbortSignal): Promise<void> {
  const client = new ApiClient(kubeConfig, 'kubedrill');
  try {
    const identity: ClusterIdentity = await identityOf(kubeConfig, client, signal);
    journal.write({type: 'identity', identity});
  } finally {
    await client.close();
  }
}
