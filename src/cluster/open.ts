import type {PolicyFile} from '../audit/policy-file.js';
import type {ClusterKind} from '../events/words.js';
import type {Clock} from '../lib/clock.js';
import {usageError} from '../lib/errors.js';
import type {KnownProcess} from '../lib/processes.js';
import type {Secret} from '../lib/secret.js';
import type {Cluster, PhaseListener} from './cluster.js';

/** Where the API server of a new cluster is to post its audit events. */
export interface AuditWebhookTarget {
  port: number;
  path: string;
  token: Secret;
  /** The certificate that the receiver shows, PEM; absent: it speaks plain HTTP. */
  ca?: string;
  /** How long events may wait for a batch, in milliseconds. */
  batchMaxWaitMs: number;
}

/** What `--cluster` and its companions ask for. */
export interface ClusterRequest {
  kind: ClusterKind | 'auto';
  /** Name of a running drill cluster to use instead of a new one. */
  reuse?: string;
  keep: boolean;
  nodeImage?: string;
  /** Path of kind's configuration. */
  kindConfig: string;
  /** The audit policy that the user named: of a new cluster, or what the API server of one that is there runs with. */
  auditPolicy?: PolicyFile;
  /** A receiver of this run that the API server of a new cluster posts its audit events to. */
  auditWebhook?: AuditWebhookTarget;
  /** The context of the user's kubeconfig, for a cluster that is there. */
  context?: string;
  /** A file that its API server writes its audit log to, where it is at hand. */
  auditLog?: string;
  /** The folder of kube-apiserver and etcd, where it is not the one that the environment names. */
  assets?: string;
}

/** Which cluster is taken, and why. */
export interface Choice {
  kind: ClusterKind;
  reason: string;
}

/** What every way of opening a cluster gets. */
export interface OpenOptions {
  request: ClusterRequest;
  /** The name of a cluster of the run's own. */
  name: string;
  /** The run's folder. */
  dir: string;
  clock: Clock;
  onPhase: PhaseListener;
  /** Hears of each process that outlives this one if nobody ends it, as soon as it runs. */
  onProcess?: (started: KnownProcess) => void;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
}

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
