import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {ApiClient} from '../cluster/client.js';
import type {Cluster} from '../cluster/cluster.js';
import {removePrivate} from '../cluster/envtest/private.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import {endProcess, isAlive} from '../lib/processes.js';
import {deletePaths} from './clean-up.js';
import {type Inventory, takeInventory} from './inventory.js';
import {Journal, type JournaledCluster, readJournal, type Unfinished} from './journal.js';
import {undo} from './undo.js';

/** What became of one killed run. */
export interface Recovered {
  run: string;
  dir: string;
  /** What was done about it, in words. */
  did: string;
  /** What is still there, with the reason. */
  left: string[];
}

/** What recovering needs. */
export interface RecoverOptions {
  clock: Clock;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/**
 * Finishes every run of a folder whose journal was never closed. A run that is still going on is left alone, unless it
 * is named: its process id may have gone to another program since.
 */
export async function cleanUpRuns(
  out: string,
  named: readonly string[],
  options: RecoverOptions,
): Promise<Recovered[]> {
  const recovered: Recovered[] = [];
  for (const {dir, journal, unfinished} of unfinishedRuns(out)) {
    if (named.length && !named.includes(unfinished.run)) continue;
    if (!named.length && isAlive(unfinished.pid)) {
      recovered.push({
        run: unfinished.run,
        dir,
        did: `still going on (process ${unfinished.pid}): left alone`,
        left: [],
      });
      continue;
    }
    const result = await cleanUpRun(dir, journal, unfinished, options);
    if (!result.left.length) journal.write({type: 'closed'});
    recovered.push(result);
  }
  return recovered;
}

/** The runs that were not closed, oldest first. */
export function unfinishedRuns(out: string): {dir: string; journal: Journal; unfinished: Unfinished}[] {
  if (!existsSync(out)) return [];
  return readdirSync(out)
    .sort()
    .flatMap(name => {
      const dir = join(out, name);
      const path = join(dir, 'journal.ndjson');
      const unfinished = readJournal(path);
      return unfinished ? [{dir, journal: new Journal(path), unfinished}] : [];
    });
}

async function cleanUpRun(
  dir: string,
  journal: Journal,
  unfinished: Unfinished,
  options: RecoverOptions,
): Promise<Recovered> {
  const {run, cluster} = unfinished;
  const nothing = {run, dir, left: []};
  if (!cluster) return {...nothing, did: 'its cluster is gone, nothing was left'};
  if (cluster.kind === 'simulated') return {...nothing, did: 'its simulated cluster died with it'};
  try {
    if (cluster.kind === 'envtest') {
      const ended: string[] = [];
      for (const server of unfinished.processes) if (await endProcess(server)) ended.push(server.program);
      removePrivate(join(dir, 'cluster'));
      return {...nothing, did: ended.length ? `${ended.join(', ')} killed` : 'its servers were gone'};
    }
    if (cluster.kind === 'existing') {
      const left = await cleanUpCluster(await attachTo(cluster, dir, options), journal, unfinished, options);
      return {run, dir, did: `objects on the cluster of context ${cluster.name} deleted`, left};
    }
    const {kindTool} = await import('../cluster/kind/open.js');
    const {listClusters, removeCluster} = await import('../cluster/kind/delete.js');
    const tool = await kindTool(options.env, options.signal);
    if (cluster.own) {
      await removeCluster(tool, cluster.name);
      return {...nothing, did: `cluster ${cluster.name} deleted`};
    }
    if (!(await listClusters(tool)).includes(cluster.name)) return {...nothing, did: `cluster ${cluster.name} is gone`};
    const left = await cleanUpCluster(await attachTo(cluster, dir, options), journal, unfinished, options);
    return {run, dir, did: `objects on cluster ${cluster.name} deleted`, left};
  } catch (error) {
    options.signal.throwIfAborted();
    return {run, dir, did: 'could not be finished', left: [`${cluster.kind} ${cluster.name}: ${messageOf(error)}`]};
  }
}

async function attachTo(cluster: JournaledCluster, dir: string, options: RecoverOptions): Promise<Cluster> {
  const {kind, name} = cluster;
  const {openCluster} = await import('../cluster/open.js');
  const where = kind === 'existing' ? {context: name} : {reuse: name};
  const request = {kind, keep: true, kindConfig: '', ...where};
  return openCluster(kind, {request, name, dir, ...options, onPhase: () => {}});
}

/** What was changed is put back first. The journal names what the run created; the label finds what the server named. */
async function cleanUpCluster(
  cluster: Cluster,
  journal: Journal,
  {run, paths, undos}: Unfinished,
  {clock}: RecoverOptions,
): Promise<string[]> {
  const client = new ApiClient(cluster.kubeConfig, `kubedrill/${run}`);
  try {
    const left: string[] = [];
    for (const {of, actions} of undos) {
      const remaining = await undo(actions, {client, nodes: cluster.nodes, clock});
      if (!remaining.length) journal.write({type: 'undone', of});
      left.push(...remaining);
    }
    const labelled = labelledBy(await takeInventory(client), run);
    return [...left, ...(await deletePaths(client, clock, journal, [...new Set([...paths, ...labelled])]))];
  } finally {
    await client.close();
    await cluster.release();
  }
}

/** `kubedrill.dev/run` is on everything that a run creates. */
const labelledBy = (inventory: Inventory, run: string): string[] =>
  [...inventory].flatMap(([path, label]) => (label === run ? [path] : []));
