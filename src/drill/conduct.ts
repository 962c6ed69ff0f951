import {setMaxListeners} from 'node:events';
import {clusterType} from '../cluster/open.js';
import type {Choice, ClusterRequest} from '../cluster/request.js';
import type {DrillFact, EventTypes} from '../events/events.js';
import {SCHEMA_VERSION} from '../events/events.js';
import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {Interrupted, LeftBehind, messageOf} from '../lib/errors.js';
import {beginJournal, type Journal} from '../run/journal/journal.js';
import {allRemains, type Remains} from '../run/remains.js';
import {withCluster} from '../run/session.js';
import {Stopwatch} from '../run/stopwatch.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Stack} from '../sources/stack/load.js';
import type {RunIdentity} from './context/context.js';
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
  /** Scenarios that no gate is to look at, or is to again. */
  quarantine?: readonly EventTypes['scenario.quarantined'][];
  /** What the run is told of itself: labels, fleet, cluster, version control. */
  identity: RunIdentity;
  abort: AbortSignal;
  env: NodeJS.ProcessEnv;
  /** The version of kubedrill. */
  version: string;
  /** What is still to be said of a run that finished, before its last event. It does not throw. */
  beforeEnd?: () => Promise<DrillFact | undefined>;
  /** What its cluster waits for. */
  after?: Promise<void>;
  /** Whether the log is that of a run that was killed, and goes on. */
  resumes?: boolean;
  /** Whether the run begins anew on another cluster when this one was given back: its log is not at its end then. */
  goesOn?: () => boolean;
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
  if (!given.resumes) {
    log.append(runStarted(given));
    for (const entry of given.quarantine ?? []) log.append({type: 'scenario.quarantined', ...entry});
  }
  if (unsealed !== undefined) log.append(notSealed(unsealed));
  const failure = await onItsCluster({...given, abort}, journal, stopwatch).then(
    () => (broken.signal.aborted ? {error: broken.signal.reason} : undefined),
    (error: unknown) => ({error: abort.aborted && !(error instanceof LeftBehind) ? abort.reason : error}),
  );
  const outcome = failure && abort.reason instanceof Interrupted ? 'interrupted' : failure ? 'failed' : 'finished';
  const reason = failure && outcome === 'failed' ? {reason: messageOf(failure.error)} : {};
  const last = failure ? undefined : await given.beforeEnd?.();
  if (last) log.append(last);
  if (!given.goesOn?.()) log.append({type: 'run.ended', outcome, ...reason, timings: stopwatch.timings});
  if (failure) throw failure.error;
}

const notSealed = (detail: string): DrillFact => ({
  ...{type: 'preflight.checked', check: 'journal', title: 'journal', state: 'warning'},
  detail: `not sealed with your key: ${detail}`,
  next: ['nothing to do unless the run is killed: `kubedrill cleanup` then asks before it changes anything'],
});

function runStarted({plan, choice, request, version}: Conduct): {type: 'run.started'} & EventTypes['run.started'] {
  const {slaFactor, slaMs, graceMs, parallel, retry} = plan.settings;
  return {
    type: 'run.started',
    schemaVersion: SCHEMA_VERSION,
    run: plan.run,
    kubedrill: version,
    drill: plan.drill,
    cluster: {...choice, simulated: clusterType(choice.kind).simulated ?? false},
    settings: {
      slaFactor,
      graceMs,
      parallel,
      keep: request.keep,
      ...(slaMs !== undefined && {slaMs}),
      ...(retry && {retry}),
    },
    gates: plan.gates,
    scenarios: plan.planned,
  };
}

const NOTHING: Remains = {left: [], unsure: []};

async function onItsCluster(options: Conduct, journal: Journal, stopwatch: Stopwatch): Promise<void> {
  const {log, clock, abort, choice, request, plan, dir, env, after} = options;
  await withCluster<Remains>(
    {
      ...{request, choice, run: plan.run, dir, clock, env, signal: abort, ...(after && {after})},
      onPhase: (phase, state, detail) =>
        log.append({type: 'cluster.phase', phase, state, ...(detail !== undefined && {detail})}),
      onReady: ({kind, name, simulated, version, capabilities}) =>
        log.append({type: 'cluster.ready', kind, name, simulated, version, capabilities: [...capabilities]}),
    },
    journal,
    {
      use: cluster => runEngine({...options, cluster, journal, stopwatch}),
      over: (given, found = NOTHING) => {
        const remains = allRemains(found, {left: given.left, unsure: []});
        const {created, left, unsure} = footprintOf(log, remains, given.state === 'deleted');
        log.append({type: 'cleanup.finished', created, left, ...(unsure.length && {unsure}), cluster: given.state});
        return left.length > 0;
      },
      time: (part, work) => stopwatch.time(part, work),
    },
  );
}

/**
 * What the run made, and what is still there: also of scenarios that were stopped before they could clean up. What
 * nobody could ask for went with its cluster.
 */
function footprintOf(log: EventLog, found: Remains, clusterGone: boolean): Remains & {created: number} {
  const cleaned = log.events.filter(e => e.type === 'scenario.cleaned');
  // Each attempt is cleaned up before the next one begins.
  const done = new Map<string, number>();
  for (const {scenario} of cleaned) done.set(scenario, (done.get(scenario) ?? 0) + 1);
  const started = Map.groupBy(
    log.events.filter(e => e.type === 'scenario.started'),
    e => e.scenario,
  );
  const open = [...started].flatMap(([id, attempts]) => attempts.slice(done.get(id) ?? 0).map(e => e.namespace));
  const unsure = new Set([...found.unsure, ...cleaned.flatMap(e => e.unsure ?? [])]);
  const all = [...new Set([...found.left, ...cleaned.flatMap(e => e.left), ...open])];
  const left = clusterGone ? all.filter(one => !unsure.has(one)) : all;
  return {
    created: cleaned.reduce((sum, e) => sum + e.created, 0),
    left,
    unsure: clusterGone ? [] : [...unsure],
  };
}
