import type {PolicyFile} from '../audit/policy-file.js';
import type {ClusterKind} from '../events/words.js';
import type {Clock} from '../lib/clock.js';
import type {KnownProcess} from '../lib/process/processes.js';
import type {Secret} from '../lib/secret.js';
import type {PhaseListener} from './cluster.js';

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
  /**
   * Where the API server of a simulated cluster or a new kind cluster listens: the address of this machine, and the one by
   * which others know it. Absent: on loopback, for this machine alone.
   */
  listen?: {at: string; as: string};
  /** The folder of kube-apiserver and etcd, where it is not the one that the environment names. */
  assets?: string;
}

/** The context that stands for the cluster whose pod kubedrill runs in. */
export const IN_CLUSTER = 'in-cluster';

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
