import type {Cluster} from '../cluster/cluster.js';
import {type Choice, type ClusterRequest, clusterName, openCluster} from '../cluster/open.js';
import type {DrillFact, EventTypes} from '../events/events.js';
import {SCHEMA_VERSION} from '../events/events.js';
import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {Interrupted, messageOf} from '../lib/errors.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Stack} from '../sources/stack/load.js';
import type {DrillControl} from './control.js';
import {runEngine} from './engine.js';
import {beginJournal, type Journal} from './journal.js';
import {journalIdentity} from './journal-identity.js';
import type {Plan} from './plan.js';
import {Stopwatch} from './stopwatch.js';

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
export async function conduct(options: Conduct): Promise<void> {
  const {log, plan, abort} = options;
  const watch = new Stopwatch(options.clock);
  const {journal, unsealed} = beginJournal({...options, run: plan.run});
  log.append(runStarted(options));
  if (unsealed !== undefined) log.append(notSealed(unsealed));
  let failure: {error: unknown} | undefined;
  try {
    await withCluster(options, journal, watch);
  } catch (error) {
    failure = {error};
  }
  const outcome = abort.reason instanceof Interrupted ? 'interrupted' : failure ? 'failed' : 'finished';
  const reason = failure && outcome === 'failed' ? {reason: messageOf(failure.error)} : {};
  log.append({type: 'run.ended', outcome, ...reason, timings: watch.timings});
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
    cluster: {kind: choice.kind, simulated: choice.kind === 'simulated', reason: choice.reason},
    settings: {slaFactor, graceMs, parallel, keep: request.keep, ...(slaMs !== undefined && {slaMs})},
    gates: plan.gates,
    scenarios: plan.planned,
  };
}

async function withCluster(options: Conduct, journal: Journal, watch: Stopwatch): Promise<void> {
  const {log, clock, abort, choice, request, plan} = options;
  const own = request.reuse === undefined && choice.kind !== 'existing';
  const name = clusterName(request, choice.kind, plan.run);
  journal.write({type: 'cluster', cluster: {kind: choice.kind, name, own: own && !request.keep}});
  let drifted: string[] = [];
  let cluster: Cluster | undefined;
  try {
    cluster = await watch.time('cluster', () =>
      openCluster(choice.kind, {
        request,
        name,
        dir: options.dir,
        clock,
        env: options.env,
        signal: abort,
        onProcess: process => journal.write({type: 'process', process}),
        onPhase: (phase, state, detail) =>
          log.append({type: 'cluster.phase', phase, state, ...(detail !== undefined && {detail})}),
      }),
    );
    const {kind, simulated, version, capabilities} = cluster;
    log.append({type: 'cluster.ready', kind, name, simulated, version, capabilities: [...capabilities]});
    const opened = cluster;
    await journalIdentity(journal, opened);
    drifted = await runEngine({...options, cluster: opened, journal, watch});
  } finally {
    // Without a cluster there is nothing to give back: whoever failed to bring it up has already removed it.
    const released = await watch.time('release', async () => cluster?.release() ?? 'not ours');
    const {created, left} = footprintOf(log, drifted);
    log.append({type: 'cleanup.finished', created, left, cluster: released});
    if (released === 'deleted') journal.write({type: 'cluster gone'});
    if (released === 'deleted' || !left.length) journal.write({type: 'closed'});
  }
}

/** What the run made, and what is still there: also of scenarios that were stopped before they could clean up. */
function footprintOf(log: EventLog, drifted: readonly string[]): {created: number; left: string[]} {
  const cleaned = log.events.filter(e => e.type === 'scenario.cleaned');
  const done = new Set(cleaned.map(e => e.scenario));
  const open = log.events.flatMap(e => (e.type === 'scenario.started' && !done.has(e.scenario) ? [e.namespace] : []));
  const left = new Set([...drifted, ...cleaned.flatMap(e => e.left), ...open]);
  return {created: cleaned.reduce((sum, e) => sum + e.created, 0), left: [...left]};
}
