import {setMaxListeners} from 'node:events';
import type {Cluster} from '../cluster/cluster.js';
import {clusterName, clusterType} from '../cluster/open.js';
import type {Choice, ClusterRequest} from '../cluster/request.js';
import type {DrillFact, EventTypes} from '../events/events.js';
import {SCHEMA_VERSION} from '../events/events.js';
import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {Interrupted, LeftBehind, messageOf} from '../lib/errors.js';
import {beginJournal, type Journal} from '../run/journal/journal.js';
import {closeJournal, openJournaled} from '../run/journaled-cluster.js';
import {allRemains, type Remains} from '../run/remains.js';
import {Stopwatch} from '../run/stopwatch.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Stack} from '../sources/stack/load.js';
import type {DrillControl} from './control.js';
import {runEngine} from './engine.js';
import type {Plan} from './plan/plan.js';

/** Everything a run needs; flags have become data by now. */
export interface Conduct {
  plan: Plan;
  request: ClusterRequest;
  choice: Choice;
  /** The run's folder. */
  dir: string;
  log: EventLog;
  clock: Clock;
  rules: RuleSet;
  stack?: Stack;
  anyRule: boolean;
  control: DrillControl;
  abort: AbortSignal;
  env: NodeJS.ProcessEnv;
  /** The version of kubedrill. */
  version: string;
}

/**
 * One whole run: cluster, drill, clean-up. Whatever happens, the cluster is given back and the log is closed with
 * `run.ended` before this settles.
 *
 * @throws what ended the run early: the abort reason, or the error that made it impossible.
 */
export async function conduct(given: Conduct): Promise<void> {
  const {log, plan, clock} = given;
  const stopwatch = new Stopwatch(clock);
  const {journal, unsealed} = beginJournal({...given, run: plan.run});
  // A folder that can no longer be written ends the attacks; the clean-up goes on from memory.
  const broken = new AbortController();
  const abort = AbortSignal.any([given.abort, broken.signal]);
  setMaxListeners(0, abort);
  log.onFailure = journal.onFailure = error => broken.abort(error);
  log.append(runStarted(given));
  if (unsealed !== undefined) log.append(notSealed(unsealed));
  const failure = await withCluster({...given, abort}, journal, stopwatch).then(
    () => (broken.signal.aborted ? {error: broken.signal.reason} : undefined),
    (error: unknown) => ({error: abort.aborted && !(error instanceof LeftBehind) ? abort.reason : error}),
  );
  const outcome = failure && abort.reason instanceof Interrupted ? 'interrupted' : failure ? 'failed' : 'finished';
  const reason = failure && outcome === 'failed' ? {reason: messageOf(failure.error)} : {};
  log.append({type: 'run.ended', outcome, ...reason, timings: stopwatch.timings});
  if (failure) throw failure.error;
}

const notSealed = (detail: string): DrillFact => ({
  ...{type: 'preflight.checked', check: 'journal', title: 'journal', state: 'warning'},
  detail: `not sealed with your key: ${detail}`,
  next: ['nothing, unless the run is killed: `kubedrill cleanup` will then ask before it does anything'],
});

function runStarted({plan, choice, request, version}: Conduct): {type: 'run.started'} & EventTypes['run.started'] {
  const {slaFactor, slaMs, graceMs, parallel} = plan.settings;
  return {
    type: 'run.started',
    schemaVersion: SCHEMA_VERSION,
    run: plan.run,
    kubedrill: version,
    drill: plan.drill,
    cluster: {...choice, simulated: clusterType(choice.kind).simulated ?? false},
    settings: {slaFactor, graceMs, parallel, keep: request.keep, ...(slaMs !== undefined && {slaMs})},
    gates: plan.gates,
    scenarios: plan.planned,
  };
}

async function withCluster(options: Conduct, journal: Journal, stopwatch: Stopwatch): Promise<void> {
  const {log, clock, abort, choice, request, plan} = options;
  const name = clusterName(request, choice.kind, plan.run);
  let found: Remains = {left: [], unsure: []};
  let cluster: Cluster | undefined;
  let failure: {error: unknown} | undefined;
  try {
    const opened = await stopwatch.time('cluster', () =>
      openJournaled(
        {
          ...{request, choice, run: plan.run, dir: options.dir, clock, env: options.env, signal: abort},
          onPhase: (phase, state, detail) =>
            log.append({type: 'cluster.phase', phase, state, ...(detail !== undefined && {detail})}),
          onReady: ready => {
            cluster = ready;
            const {kind, simulated, version, capabilities} = ready;
            log.append({type: 'cluster.ready', kind, name, simulated, version, capabilities: [...capabilities]});
          },
        },
        journal,
      ),
    );
    found = await runEngine({...options, cluster: opened, journal, stopwatch});
  } catch (error) {
    failure = {error};
  }
  const given = await stopwatch.time('release', () =>
    giveBack(cluster, failure?.error, `${choice.kind} cluster ${name}`),
  );
  const {created, left, unsure} = footprintOf(log, allRemains(found, given.remains), given.state === 'deleted');
  log.append({type: 'cleanup.finished', created, left, ...(unsure.length && {unsure}), cluster: given.state});
  closeJournal(journal, given.state, left.length > 0);
  if (failure) throw failure.error;
}

/**
 * What became of the cluster: one that failed to come up has been removed, or is reported as left. One that cannot be
 * deleted is left behind, whatever the drill came to.
 */
async function giveBack(
  cluster: Cluster | undefined,
  failure: unknown,
  what: string,
): Promise<{state: EventTypes['cleanup.finished']['cluster']; remains: Remains}> {
  if (!cluster) {
    const left = failure instanceof LeftBehind ? [...failure.left] : [];
    return {state: left.length ? 'left behind' : 'not ours', remains: {left, unsure: []}};
  }
  try {
    return {state: await cluster.release(), remains: {left: [], unsure: []}};
  } catch (error) {
    return {state: 'left behind', remains: {left: [`${what} (${messageOf(error)})`], unsure: []}};
  }
}

/**
 * What the run made, and what is still there: also of scenarios that were stopped before they could clean up. What
 * nobody could ask for went with its cluster.
 */
function footprintOf(log: EventLog, found: Remains, clusterGone: boolean): Remains & {created: number} {
  const cleaned = log.events.filter(e => e.type === 'scenario.cleaned');
  const done = new Set(cleaned.map(e => e.scenario));
  const open = log.events.flatMap(e => (e.type === 'scenario.started' && !done.has(e.scenario) ? [e.namespace] : []));
  const unsure = new Set([...found.unsure, ...cleaned.flatMap(e => e.unsure ?? [])]);
  const all = [...new Set([...found.left, ...cleaned.flatMap(e => e.left), ...open])];
  const left = clusterGone ? all.filter(one => !unsure.has(one)) : all;
  return {
    created: cleaned.reduce((sum, e) => sum + e.created, 0),
    left,
    unsure: clusterGone ? [] : [...unsure],
  };
}
