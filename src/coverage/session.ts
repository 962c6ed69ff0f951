import {join} from 'node:path';
import type {Cluster, PhaseListener} from '../cluster/cluster.js';
import type {Choice, ClusterRequest} from '../cluster/request.js';
import {writeAtomic} from '../lib/files/files.js';
import {beginJournal} from '../run/journal/journal.js';
import {closeJournal, openJournaled} from '../run/journaled-cluster.js';
import {COVERAGE_VERSION, type CoverageResult, type Trace} from './result.js';
import {type CoverageInput, probeAll} from './run.js';

/** Everything that a coverage run needs; flags have become data by now. */
export interface Session extends Omit<CoverageInput, 'cluster' | 'journal'> {
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
export async function coverage(session: Session): Promise<CoverageResult> {
  const {request, choice, dir, run, clock, env, abort, onPhase} = session;
  const {journal, unsealed} = beginJournal({dir, run, clock, env});
  if (unsealed !== undefined) onPhase('journal', 'failed', unsealed);
  let isAnythingLeft = false;
  let cluster: Cluster | undefined;
  try {
    const opened = await openJournaled(
      {
        ...{request, choice, run, dir, clock, env, signal: abort, onPhase},
        onReady: ready => {
          cluster = ready;
          isAnythingLeft = true;
        },
      },
      journal,
    );
    const {traces, left, failure} = await probeAll({...session, cluster: opened, journal});
    isAnythingLeft = left.length > 0;
    if (failure) throw failure.error;
    const result = resultOf(session, opened, traces, left);
    writeAtomic(join(dir, 'coverage.json'), `${JSON.stringify(result, null, 2)}\n`);
    return result;
  } finally {
    // A cluster that failed to come up has already been removed.
    const released = await cluster?.release();
    closeJournal(journal, released, isAnythingLeft);
  }
}

function resultOf(session: Session, cluster: Cluster, traces: Trace[], left: string[]): CoverageResult {
  const {kind, name, simulated, version} = cluster;
  return {
    version: COVERAGE_VERSION,
    kubedrill: session.version,
    run: session.run,
    cluster: {kind, name, simulated, version},
    stack: session.stack?.title ?? null,
    lines: session.lines,
    within: session.withinMs / 1000,
    logs: traces,
    left,
  };
}
