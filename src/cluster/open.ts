import type {ClusterKind} from '../events/words.js';
import {usageError} from '../lib/errors.js';
import type {Cluster} from './cluster.js';
import type {Choice, ClusterRequest, OpenOptions} from './request.js';

/**
 * What the cluster of a run is called. Only one that is there has a name that somebody else gave it: whatever a run makes
 * is named after the run, so that `cleanup` knows it for a drill's own.
 */
export function clusterName(
  {reuse, context}: Pick<ClusterRequest, 'reuse' | 'context'>,
  kind: ClusterKind,
  run: string,
) {
  const given = kind === 'existing' ? context : kind === 'kind' ? reuse : undefined;
  return given ?? `kubedrill-${run}`;
}

type Opener = (options: OpenOptions) => Promise<Cluster>;

/** One line for each kind of cluster. */
const OPENERS: Partial<Record<ClusterKind, () => Promise<Opener>>> = {
  kind: async () => (await import('./kind/open.js')).openKind,
  existing: async () => (await import('./existing/open.js')).openExisting,
  envtest: async () => (await import('./envtest/open.js')).openEnvtest,
  simulated: async () => (await import('./simulated/open.js')).openSimulated,
};

/** The values of `--cluster`. */
export const OFFERED = ['auto', ...Object.keys(OPENERS)] as const;

/** Takes kind where an engine and kind answer, else the simulated cluster; a kind that was asked for is taken as it is. */
export async function chooseCluster(
  request: ClusterRequest,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Choice> {
  if (request.kind !== 'auto') return {kind: request.kind, reason: 'asked for with --cluster'};
  if (request.reuse !== undefined) return {kind: 'kind', reason: 'a running cluster was asked for with --reuse'};
  const {findEngine} = await import('./kind/engine.js');
  const engine = await findEngine(env, signal);
  return 'missing' in engine
    ? {kind: 'simulated', reason: engine.missing}
    : {kind: 'kind', reason: `kind and ${engine.provider} ${engine.version} answer`};
}

/**
 * Brings a cluster up, or attaches to one.
 *
 * @throws DrillError: 2 for a kind that is not offered, 3 when the cluster cannot be had.
 */
export async function openCluster(kind: ClusterKind, options: OpenOptions): Promise<Cluster> {
  const load = OPENERS[kind];
  if (!load) throw usageError(`--cluster ${kind} is not offered yet`, [`use one of ${OFFERED.join(', ')}`]);
  return (await load())(options);
}
