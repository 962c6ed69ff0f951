import {join} from 'node:path';
import type {Cluster} from '../../cluster/cluster.js';
import {openCluster} from '../../cluster/open.js';
import type {ClusterRequest} from '../../cluster/request.js';
import {realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import type {Interrupts} from '../interrupts.js';
import type {GlobalFlags, Io} from '../io.js';
import {confirmCluster} from '../run/confirm.js';
import {clusterRequest, KEPT_CLUSTER} from '../run/options.js';

/** The flags of `stack`. */
export interface StackFlags extends GlobalFlags {
  cluster: string;
  reuse?: string | true;
  context?: string;
  yesThisCluster?: string;
  hostAddress?: string;
  timeout: string;
  out: string;
}

/** A cluster that a stack is installed into, and how kubectl reaches it. */
export interface StackCluster {
  cluster: Cluster;
  kubectl: string;
}

/**
 * Attaches to the cluster that the flags name: a drill cluster that stays, or one of the user's contexts, confirmed.
 *
 * @throws DrillError: 2 for other clusters, 3 when it does not answer.
 */
export async function stackCluster(flags: StackFlags, io: Io, interrupts: Interrupts): Promise<StackCluster> {
  if (flags.cluster !== 'kind' && flags.cluster !== 'existing') {
    throw usageError(`a stack goes into a kind cluster or an existing one, not into --cluster ${flags.cluster}`);
  }
  const {reuse, cluster, out, context} = flags;
  const wanted = clusterRequest({drill: '', cluster, out, ...(context !== undefined && {context})}, io.env);
  const request: ClusterRequest = {
    ...wanted,
    kind: cluster as 'kind' | 'existing',
    ...(cluster === 'kind' && {reuse: typeof reuse === 'string' ? reuse : KEPT_CLUSTER}),
  };
  await confirmCluster(
    request,
    flags.yesThisCluster,
    io,
    interrupts,
    'the stack would be installed into or removed from',
  );
  const name = request.reuse ?? context ?? '';
  const dir = join(out, 'clusters', name);
  const opened = await openCluster(cluster, {
    ...{request, name, dir, clock: realClock, env: io.env, signal: interrupts.signal},
    onPhase: () => {},
  });
  const kubectl = cluster === 'kind' ? `--kubeconfig ${join(dir, 'cluster', 'kubeconfig')}` : `--context ${name}`;
  return {cluster: opened, kubectl: `kubectl ${kubectl}`};
}
