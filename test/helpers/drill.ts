import {join} from 'node:path';
import {expect} from 'vitest';
import {readPolicy} from '../../src/audit/policy-file.js';
import type {AuditLogFeed, Cluster} from '../../src/cluster/cluster.js';
import type {OpenOptions} from '../../src/cluster/request.js';
import {openSimulated} from '../../src/cluster/simulated/open.js';
import {DrillControl} from '../../src/drill/control.js';
import {runEngine} from '../../src/drill/engine.js';
import {makePlan, OWN_COVERAGE, type PlanSettings} from '../../src/drill/plan/plan.js';
import type {DrillEvent, EventOf, EventType} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import {type Clock, realClock} from '../../src/lib/clock.js';
import {Journal} from '../../src/run/journal/journal.js';
import {Stopwatch} from '../../src/run/stopwatch.js';
import {loadDrill} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {Stack} from '../../src/sources/stack/load.js';
import {stagesOf} from '../../src/sources/stack/open.js';
import {viewOf} from '../../src/view/fold.js';
import type {RunView} from '../../src/view/view.js';
import {fastClock} from './fast-clock.js';
import {once, scenariosNamed} from './packaged-scenarios.js';
import {tempDir, tempFile} from './temp.js';

/** What a test changes of a drill on the simulated cluster. */
export interface DrillChange {
  /** SLA and grace in real milliseconds, unless the test brings a clock of its own. */
  settings?: Partial<PlanSettings>;
  /** Rule files instead of those of the package. */
  rules?: string[];
  anyRule?: boolean;
  /** The user's own stack, followed beside the cluster's audit log. */
  stack?: Stack;
  /** Text of the audit policy. */
  policy?: string;
  /** Changes the cluster before the engine sees it: its log, what it can do. */
  cluster?: (cluster: Cluster) => Cluster;
  control?: DrillControl;
  abort?: AbortSignal;
  onEvent?: (event: DrillEvent) => void;
  clock?: Clock;
  /** The run's folder, where it writes to one. */
  dir?: string;
}

/** A drill that was run to its end, and its result. */
export interface Drilled {
  view: RunView;
  events: readonly DrillEvent[];
  error: unknown;
  drift: string[];
  /** The event of a type about a scenario (default: the first of that type). */
  find<T extends EventType>(type: T, scenario?: string): EventOf<T> | undefined;
}

/** What is packaged is read once for all drills of these tests. */
const packagedRules = once(() => loadRules(['rules']).set);

/** Drills of tests run on a clock that is this much faster: what they wait for takes as many times less. */
const FASTER = 5;

/** Waits half a second for evidence instead of half a minute: what must be missed is missed soon. In real milliseconds. */
const HASTE = {slaMs: 400, graceMs: 200};

/** Settings in real milliseconds, on the clock that drills of tests run on. */
const hastened = ({slaMs = HASTE.slaMs, graceMs = HASTE.graceMs, ...others}: Partial<PlanSettings>) => ({
  ...others,
  slaMs: slaMs * FASTER,
  graceMs: graceMs * FASTER,
});

/** Opens a simulated cluster that the caller gives back. */
export function openTestCluster(policy?: string): Promise<Cluster> {
  const options: OpenOptions = {
    request: {
      kind: 'simulated',
      keep: false,
      kindConfig: '',
      ...(policy !== undefined && {auditPolicy: readPolicy(tempFile('policy.yaml', policy))}),
    },
    name: 'test',
    dir: tempDir(),
    clock: realClock,
    onPhase: () => {},
    signal: new AbortController().signal,
    env: {},
  };
  return openSimulated(options);
}

/** Runs scenarios with the real engine on a simulated cluster, over real HTTP. */
export async function drill(scenarios: string[] | Scenario[], change: DrillChange = {}): Promise<Drilled> {
  const cluster = await openTestCluster(change.policy);
  try {
    return await drillOn(cluster, scenarios, change);
  } finally {
    await cluster.release();
  }
}

/** As `drill`, on a cluster that is there. */
export async function drillOn(
  cluster: Cluster,
  scenarios: string[] | Scenario[],
  change: DrillChange = {},
): Promise<Drilled> {
  const chosen = scenarios.flatMap(s => (typeof s === 'string' ? scenariosNamed([s]) : [s]));
  const {clock = fastClock(FASTER), stack} = change;
  const settings = change.clock ? {...HASTE, ...change.settings} : hastened(change.settings ?? {});
  const coverage = stack ? {stages: stagesOf(stack).add('audited'), sla: stack.sla} : OWN_COVERAGE;
  const plan = makePlan(loadDrill('core'), chosen, settings, {coverage});
  const log = new EventLog(clock);
  if (change.onEvent) log.subscribe(change.onEvent);
  log.append({
    type: 'run.started',
    schemaVersion: 1,
    run: plan.run,
    kubedrill: 'test',
    drill: plan.drill,
    cluster: {kind: cluster.kind, simulated: cluster.simulated, reason: 'a test'},
    settings: {slaFactor: 1, graceMs: plan.settings.graceMs, parallel: plan.settings.parallel, keep: false},
    gates: plan.gates,
    scenarios: plan.planned,
  });
  const outcome = await runEngine({
    plan,
    cluster: change.cluster?.(cluster) ?? cluster,
    clock,
    log,
    journal: new Journal(join(tempDir(), 'journal.ndjson')),
    rules: change.rules ? loadRules(change.rules).set : packagedRules(),
    anyRule: change.anyRule ?? false,
    ...(stack && {stack}),
    control: change.control ?? new DrillControl(),
    identity: {labels: {}, cluster: 'simulated'},
    version: 'test',
    stopwatch: new Stopwatch(clock),
    ...(change.dir !== undefined && {dir: change.dir}),
    abort: change.abort ?? new AbortController().signal,
  }).then(
    found => ({drift: found.left, error: undefined}),
    (error: unknown) => ({drift: [], error}),
  );
  const {events} = log;
  causesFirst(events);
  return {
    ...outcome,
    view: viewOf(events),
    events,
    find: (type, scenario) =>
      events.find(
        e => e.type === type && (scenario === undefined || ('scenario' in e && e.scenario === scenario)),
      ) as never,
  };
}

/** Whatever a drill is about: what settled an expectation stands in the log before it did. */
function causesFirst(events: readonly DrillEvent[]): void {
  for (const event of events) {
    if (event.type !== 'expectation.settled' || event.latencyMs === undefined) continue;
    const cause = events[event.signal ?? -1];
    expect(event.signal).toBeLessThan(event.seq);
    expect(cause).toMatchObject({
      ...(event.stage === 'acknowledged' ? {type: 'alert.acknowledged'} : {type: 'signal.seen', stage: event.stage}),
      scenario: event.scenario,
      source: event.source,
    });
  }
}

/** The audit log as it is, with each batch of lines changed, held back, or followed by a break. */
export function changedFeed(
  feed: AuditLogFeed | undefined,
  change: (
    lines: string[],
    deliver: (lines: string[]) => void,
    state: (s: 'up' | 'down', reason?: string) => void,
  ) => void,
): AuditLogFeed {
  if (!feed) throw new Error('the cluster has no audit log');
  return {
    follow: (onLines, onState, signal) => feed.follow(lines => change(lines, onLines, onState), onState, signal),
  };
}
