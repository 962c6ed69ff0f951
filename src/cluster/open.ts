import type {ClusterKind} from '../events/words.js';
import type {Cluster} from './cluster.js';
import type {Diagnosis} from './diagnosis.js';
import {envtest} from './envtest/type.js';
import {existing} from './existing/type.js';
import {kind} from './kind/type.js';
import type {Choice, ClusterRequest, OpenOptions} from './request.js';
import {simulated} from './simulated/type.js';
import type {ClusterType, Machine} from './type.js';

/** One line for each kind of cluster. */
const TYPES: Readonly<Record<ClusterKind, ClusterType>> = {
  kind,
  existing,
  envtest,
  simulated,
};

/** What a kind of cluster says of itself. */
export const clusterType = (kind: ClusterKind): ClusterType => TYPES[kind];

/** The values of `--cluster`. */
export const OFFERED: readonly string[] = ['auto', ...Object.keys(TYPES)];

/**
 * What the cluster of a run is called. Only one that is there has a name that somebody else gave it: whatever a run makes
 * is named after the run, so that `cleanup` knows it for a drill's own.
 */
export const clusterName = (
  request: Pick<ClusterRequest, 'reuse' | 'context'>,
  kind: ClusterKind,
  run: string,
): string => TYPES[kind].nameOf?.(request) ?? `kubedrill-${run}`;

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

/** Looks at what a kind of cluster needs of this machine. Where any kind will do, what kind itself lacks is not a failure. */
export async function diagnoseCluster(asked: ClusterKind | 'auto', machine: Machine): Promise<Diagnosis[]> {
  if (asked !== 'auto') return TYPES[asked].diagnose(machine);
  const found = await kind.diagnose(machine);
  return found.map(one =>
    one.state === 'failed'
      ? {...one, state: 'warning', detail: `${one.detail}: drills run on the simulated cluster`}
      : one,
  );
}

/**
 * Brings a cluster up, or attaches to one.
 *
 * @throws DrillError: 2 for a request that does not fit the kind, 3 when the cluster cannot be had.
 */
export const openCluster = (kind: ClusterKind, options: OpenOptions): Promise<Cluster> => TYPES[kind].open(options);
