import type {KubeConfig} from '@kubernetes/client-node';
import type {Capability, ClusterKind} from '../events/words.js';
import type {ToolResult} from '../lib/process/exec.js';

/** Lines of the API server's audit log, as they are written. */
export interface AuditLogFeed {
  /**
   * Follows the log from its current end until aborted. Resolves once reading has begun: a request made after that is
   * sure to be seen. `onLines` gets whole lines in order, none lost and none repeated across rotation and reconnects.
   * `onState('down', reason)` says that lines cannot be read for now, or since a time of the clock; the feed goes on
   * trying on its own.
   */
  follow(
    onLines: (lines: string[]) => void,
    onState: (state: 'up' | 'down', reason?: string, since?: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Resolves when it has been heard of once more, or is down: asked before anything counts as missed. Absent where
   * every look is at the log itself, as with a local file.
   */
  caughtUp?(signal: AbortSignal): Promise<void>;
}

/** Commands on nodes, as an attacker who has taken one over would give them: as root. */
export interface NodeShell {
  /** The node that runs the API server. */
  readonly defaultNode: string;
  /** Runs one command to its end on a node of this cluster; one of another cluster is refused as a failure. */
  run(node: string, command: readonly string[], signal?: AbortSignal): Promise<ToolResult>;
}

/** A cluster that a drill can run on; the engine knows no more of it than this. */
export interface Cluster {
  readonly kind: ClusterKind;
  readonly name: string;
  readonly simulated: boolean;
  /** Whether others use it, too: then only what is asked for by name may be destroyed on it. */
  readonly shared?: true;
  /** The API server's version, such as `v1.34.4`. */
  readonly version: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Credentials of the drill itself; attack steps act under credentials of their own. */
  readonly kubeConfig: KubeConfig;
  /** The audit policy in force, as YAML text; undefined when it cannot be read. */
  auditPolicy(): Promise<string | undefined>;
  /** The address at which the cluster's nodes reach this machine, where that is known. */
  readonly hostAddress?: string;
  /** The audit log; undefined when this cluster offers none. */
  readonly auditLog: AuditLogFeed | undefined;
  /** Commands on its nodes; present when it is capable of `node-exec`. */
  readonly nodes?: NodeShell;
  /** Gives the cluster back: deleted when it is the run's own and not to be kept. Safe to call twice. */
  release(): Promise<Released>;
}

/** What became of a cluster that was given back. */
export type Released = 'deleted' | 'kept' | 'not ours';

/** How a cluster under way tells of itself: phases such as `image`, `node`, `control plane`. */
export type PhaseListener = (phase: string, state: 'started' | 'done' | 'failed', detail?: string) => void;
