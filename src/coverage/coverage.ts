import {join} from 'node:path';
import type {Cluster, PhaseListener} from '../cluster/cluster.js';
import type {Choice, ClusterRequest} from '../cluster/request.js';
import {writeAtomic} from '../lib/files/files.js';
import {beginJournal} from '../run/journal/journal.js';
import {withCluster} from '../run/session.js';
import {COVERAGE_VERSION, type CoverageResult} from './result.js';
import {type CoverageInput, type Probed, probeAll} from './run.js';

/** Everything that a coverage run needs; flags have become data by now. */
export interface CoverageRun extends Omit<CoverageInput, 'cluster' | 'journal'> {
  request: ClusterRequest;
  choice: Choice;
  /** The run's folder. */
  dir: string;
  env: NodeJS.ProcessEnv;
  /** The version of kubedrill. */
  version: string;
  onPhase: PhaseListener;
}

/**
 * One whole run: cluster, probes, clean-up; the result is in the run's folder, too. It is journaled as a drill is, so
 * that `kubedrill cleanup` finishes one that was killed.
 *
 * @throws what made it impossible, or the abort reason; the cluster is given back before.
 */
export async function coverage(given: CoverageRun): Promise<CoverageResult> {
  const {request, choice, dir, run, clock, env, abort, onPhase} = given;
  const {journal, unsealed} = beginJournal({dir, run, clock, env});
  if (unsealed !== undefined) onPhase('journal', 'failed', unsealed);
  let isUp = false;
  const onReady = () => {
    isUp = true;
  };
  const opening = {request, choice, run, dir, clock, env, signal: abort, onPhase, onReady};
  const {cluster, probed} = await withCluster(opening, journal, {
    use: async used => ({cluster: used, probed: await probeAll({...given, cluster: used, journal})}),
    over: ({left}, used) => {
      for (const text of left) onPhase('release', 'failed', text);
      used?.probed.left.push(...left);
      // Nobody knows what probes left that were cut short.
      return used ? used.probed.left.length > 0 : isUp || left.length > 0;
    },
  });
  if (probed.failure) throw probed.failure.error;
  const result = resultOf(given, cluster, probed);
  writeAtomic(join(dir, 'coverage.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

function resultOf(given: CoverageRun, cluster: Cluster, {traces, left}: Probed): CoverageResult {
  const {kind, name, simulated, version} = cluster;
  return {
    version: COVERAGE_VERSION,
    kubedrill: given.version,
    run: given.run,
    cluster: {kind, name, simulated, version},
    stack: given.stack?.title ?? null,
    lines: given.lines,
    within: given.withinMs / 1000,
    logs: traces,
    left,
  };
}
