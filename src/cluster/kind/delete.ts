import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Clock, realClock} from '../../lib/clock.js';
import {environmentError, messageOf} from '../../lib/errors.js';
import type {ToolResult} from '../../lib/process/exec.js';
import {until} from '../../lib/until.js';
import {kindFailure} from './failures.js';
import type {KindTool} from './tool.js';

/** Every drill cluster's name begins so; no other cluster is ever deleted. */
export const DRILL_CLUSTER = /^kubedrill(-|$)/;

const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';

/** A daemon that is busy or starts again answers a moment later. */
const PAUSES_MS = [500, 1000, 2000];

/**
 * Deletes a drill cluster and makes sure that no container of it is left: asks again, ever further apart, until the
 * engine says so.
 *
 * @throws DrillError (exit code 3) for a name that is not a drill cluster's, or when nobody can say that it is gone.
 */
export async function removeCluster(tool: KindTool, name: string, clock: Clock = realClock): Promise<void> {
  if (!DRILL_CLUSTER.test(name)) {
    throw environmentError(`${name} is not a drill cluster: its name does not begin with kubedrill`, [
      `if it is yours to delete: kind delete cluster --name ${name}`,
    ]);
  }
  const failed = await until(() => removeOnce(tool, name), {clock, pauses: PAUSES_MS, enough: failure => !failure});
  if (failed) throw kindFailure(failed);
}

type ToolFailure = Extract<ToolResult, {ok: false}>;

/** What kept it from being gone; undefined when the engine knows no container of it. */
async function removeOnce(tool: KindTool, name: string): Promise<ToolFailure | undefined> {
  const deleted = await deleteByKind(tool, name);
  // A creation that was cut off may leave a container that kind no longer counts as a cluster.
  const listed = await tool.container(['ps', '-aq', '--filter', `label=${CLUSTER_LABEL}=${name}`]);
  if (!listed.ok) return deleted.ok ? listed : deleted;
  const rest = listed.stdout.split('\n').filter(Boolean);
  if (!rest.length) return undefined;
  const removed = await tool.container(['rm', '-f', '-v', ...rest], {timeout: 120_000});
  return removed.ok ? undefined : removed;
}

/** kind takes the cluster out of a kubeconfig, too, and makes `~/.kube` to lock it: it is given an unused one. */
async function deleteByKind(tool: KindTool, name: string): Promise<ToolResult> {
  const args = ['delete', 'cluster', '--name', name];
  let dir: string;
  try {
    dir = mkdtempSync(join(tmpdir(), 'kubedrill-'));
  } catch (error) {
    // A full disk must not keep a cluster: its containers are removed without kind.
    return {ok: false, why: 'missing', command: `kind ${args.join(' ')}`, output: messageOf(error)};
  }
  try {
    return await tool.kind([...args, '--kubeconfig', join(dir, 'kubeconfig')], {timeout: 120_000});
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
