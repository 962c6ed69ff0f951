import {KubeConfig} from '@kubernetes/client-node';
import {environmentError} from '../lib/errors.js';
import type {NodeShell} from './cluster.js';
import {kubeConfigFor} from './existing/kubeconfig.js';

/** A cluster that a run was on. Nothing has been said to it yet. */
export interface Attached {
  kubeConfig: KubeConfig;
  /** Commands on its nodes, where there are such. */
  nodes?: NodeShell;
}

/**
 * Finds the cluster of a run again, without a request to it and without writing a file.
 *
 * @returns undefined when it is gone.
 * @throws DrillError when nobody can say: no engine, no kubeconfig, no such context.
 */
export async function attach(
  kind: 'kind' | 'existing',
  name: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Attached | undefined> {
  if (kind === 'existing') return {kubeConfig: kubeConfigFor(name, env).config};
  const {kindTool} = await import('./kind/open.js');
  const {listClusters} = await import('./kind/delete.js');
  const {nodeShell} = await import('./kind/nodes.js');
  const tool = await kindTool(env, signal);
  if (!(await listClusters(tool)).includes(name)) return undefined;
  const found = await tool.kind(['get', 'kubeconfig', '--name', name], {signal});
  if (!found.ok) throw environmentError(`kind has no kubeconfig of ${name}: ${found.output.trim() || found.why}`);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(found.stdout);
  return {kubeConfig, nodes: nodeShell(tool, name)};
}
