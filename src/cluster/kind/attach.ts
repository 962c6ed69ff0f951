import {KubeConfig} from '@kubernetes/client-node';
import {environmentError} from '../../lib/errors.js';
import type {Attached} from '../type.js';
import {listClusters} from './delete.js';
import {nodeShell} from './nodes.js';
import {kindTool} from './open.js';

/**
 * Finds a kind cluster that a run was on again; undefined when it is gone.
 *
 * @throws DrillError when nobody can say: no engine, no kubeconfig.
 */
export async function attachAgain(
  name: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Attached | undefined> {
  const tool = await kindTool(env, signal);
  if (!(await listClusters(tool)).includes(name)) return undefined;
  const found = await tool.kind(['get', 'kubeconfig', '--name', name], {signal});
  if (!found.ok) throw environmentError(`kind has no kubeconfig of ${name}: ${found.output.trim() || found.why}`);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(found.stdout);
  return {kubeConfig, nodes: nodeShell(tool, name)};
}
