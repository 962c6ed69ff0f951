import type {KubeConfig} from '@kubernetes/client-node';
import type {KnownProcess} from '../lib/process/processes.js';
import type {Cluster, NodeShell} from './cluster.js';
import type {Diagnosis} from './diagnosis.js';
import type {ClusterRequest, OpenOptions} from './request.js';

/** A kind of cluster: how one is had, what it needs, and how a run that died on one is finished. */
export interface ClusterType {
  /** Whether its API server is not a real one. */
  readonly simulated?: true;
  /** The name of a cluster that is there, where the request asks for one; a new one is named after its run. */
  nameOf?(request: Pick<ClusterRequest, 'reuse' | 'context'>): string | undefined;
  /** Whether the run makes the cluster and takes it away again: the run's own. */
  isOwn(request: ClusterRequest): boolean;
  /**
   * Brings a cluster up, or attaches to one.
   *
   * @throws DrillError: 2 for a request that does not fit this kind, 3 when the cluster cannot be had.
   */
  open(options: OpenOptions): Promise<Cluster>;
  /** Looks at what such a cluster needs of this machine. */
  diagnose(machine: Machine): Promise<Diagnosis[]>;
  /** How a run that died is finished: with its cluster, or on a cluster that is still there. */
  ending(cluster: {name: string; own: boolean}): EndsWithRun | OutlivesRun;
}

/** Where what a cluster needs is looked for. */
export interface Machine extends Pick<ClusterRequest, 'assets'> {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** A cluster that goes with its run: ending it takes away all that the run changed. */
export interface EndsWithRun {
  /** What is done instead of taking back each change, in words; absent where nothing but its processes has to go. */
  step?: string;
  /** @throws DrillError when it cannot be ended. */
  end(dead: DeadRun): Promise<Ended>;
}

/** A cluster that is there after its run: what the run changed is taken back through the API server. */
export interface OutlivesRun {
  /**
   * Finds it again, without a request to it and without writing a file.
   *
   * @returns undefined when it is gone.
   * @throws DrillError when nobody can say: no engine, no kubeconfig, no such context.
   */
  attach(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Attached | undefined>;
}

/** A cluster that a run was on. Nothing has been said to it yet. */
export interface Attached {
  kubeConfig: KubeConfig;
  /** Commands on its nodes, where there are such. */
  nodes?: NodeShell;
}

/** A run that died, and what its journal knows of its cluster. */
export interface DeadRun {
  run: string;
  /** The run's folder. */
  dir: string;
  /** Servers of the cluster that may still run. */
  processes: readonly KnownProcess[];
  /** Why the journal is not known to be what this user's own run wrote; absent when it is. */
  unsealed?: string;
  /** Asks a person whether to go on in spite of a doubt, which `why` names; resolves to the answer. */
  agreed: (why: string) => Promise<boolean>;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** What was done about a cluster, in words; or why nothing was, with what a person can do. */
export type Ended = {did: string} | {refused: {why: string; next: string}};
