import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {environmentError} from '../../lib/errors.js';
import type {ToolResult} from '../../lib/exec.js';
import {kindFailure} from './failures.js';
import type {KindTool} from './tool.js';

/** Every drill cluster's name begins so; no other cluster is ever deleted. */
export const DRILL_CLUSTER = /^kubedrill(-|$)/;

const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';

/**
 * Deletes a drill cluster and makes sure that no container of it is left.
 *
 * @throws DrillError (exit code 3) for a name that is no drill cluster's, or when a container cannot be removed.
 */
export async function removeCluster(tool: KindTool, name: string): Promise<void> {
  if (!DRILL_CLUSTER.test(name)) {
    throw environmentError(`${name} is no drill cluster: its name does not begin with kubedrill`, [
      `if it is yours to delete: kind delete cluster --name ${name}`,
    ]);
  }
  const deleted = await deleteByKind(tool, name);
  // A creation that was cut off may leave a container that kind no longer counts as a cluster.
  const listed = await tool.container(['ps', '-aq', '--filter', `label=${CLUSTER_LABEL}=${name}`]);
  const rest = listed.ok ? listed.stdout.split('\n').filter(Boolean) : [];
  if (rest.length) {
    const removed = await tool.container(['rm', '-f', '-v', ...rest], {timeout: 120_000});
    if (!removed.ok) throw kindFailure(removed);
  } else if (!deleted.ok && !listed.ok) throw kindFailure(deleted);
}

/** kind takes the cluster out of a kubeconfig, too, and makes `~/.kube` to lock it: it is given one that is nobody's. */
async function deleteByKind(tool: KindTool, name: string): Promise<ToolResult> {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-'));
  try {
    const kubeconfig = ['--kubeconfig', join(dir, 'kubeconfig')];
    return await tool.kind(['delete', 'cluster', '--name', name, ...kubeconfig], {timeout: 120_000});
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
}

/** The drill clusters that kind knows of. */
export async function listClusters(tool: KindTool): Promise<string[]> {
  const result = await tool.kind(['get', 'clusters']);
  if (!result.ok) throw kindFailure(result);
  return result.stdout.split('\n').filter(name => DRILL_CLUSTER.test(name));
}
