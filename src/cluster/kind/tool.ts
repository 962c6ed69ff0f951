import {runTool, type ToolOptions, type ToolResult} from '../../lib/process/exec.js';
import type {Engine} from './engine.js';

/** kind and its engine, called with an environment in which the user's kubeconfig does not occur. */
export class KindTool {
  readonly #env: NodeJS.ProcessEnv;

  constructor(
    env: NodeJS.ProcessEnv,
    readonly engine: Engine,
  ) {
    const {KUBECONFIG: _, ...rest} = env;
    this.#env = {...rest, KIND_EXPERIMENTAL_PROVIDER: engine.provider};
  }

  kind(args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
    return runTool('kind', args, {...options, env: this.#env});
  }

  /** Runs the engine's own command: docker or podman. */
  container(args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
    return runTool(this.engine.provider, args, {...options, env: this.#env});
  }

  /** What a child process that lives longer than one call needs. */
  get environment(): NodeJS.ProcessEnv {
    return this.#env;
  }
}

/** The node that runs the API server of a cluster with one control plane. */
export const controlPlane = (cluster: string): string => `${cluster}-control-plane`;
