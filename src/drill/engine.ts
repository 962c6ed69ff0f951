import {ApiClient, NoAnswer} from '../cluster/api/client.js';
import type {Cluster} from '../cluster/cluster.js';
import type {DrillFact} from '../events/events.js';
import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {formatDuration} from '../lib/duration.js';
import {DrillError, EXIT} from '../lib/errors.js';
import {drift, type Inventory, takeInventory} from '../run/inventory.js';
import type {Journal} from '../run/journal/journal.js';
import {policyOf, sourcesOf} from '../run/open-sources.js';
import {Reach} from '../run/reach.js';
import type {Remains} from '../run/remains.js';
import type {Stopwatch} from '../run/stopwatch.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Source} from '../sources/source.js';
import type {Stack} from '../sources/stack/load.js';
import type {DrillControl} from './control.js';
import {Execution} from './execution.js';
import {orderOfPlay} from './plan/order.js';
import {type Plan, patienceOf} from './plan/plan.js';
import {runPool} from './pool.js';
import {preflight} from './preflight/index.js';
import {runScenario, type Shared} from './run-scenario.js';
import {Dispatcher} from './watch/dispatch.js';

/** What the engine works with; everything that waits or measures goes through `clock`. */
export interface EngineInput {
  plan: Plan;
  cluster: Cluster;
  clock: Clock;
  log: EventLog;
  journal: Journal;
  rules: RuleSet;
  /** The user's own stack; absent: kubedrill's own sources. */
  stack?: Stack;
  /** True when the rules are not those that the scenarios name: then any alert on the attack counts. */
  anyRule: boolean;
  control: DrillControl;
  /** Takes the time of each part of the drill: preflight, scenarios, inventory. */
  stopwatch: Stopwatch;
  abort: AbortSignal;
}

/**
 * Runs a drill on a cluster that is up: preflight, then the scenarios side by side, then the inventory. Everything it
 * finds is in the log; when aborted, what the scenarios have made is removed before it rejects.
 *
 * @returns the drift of the inventory: what is there now and was not before, or the reverse; or that nobody can say.
 * @throws DrillError (exit code 3) when preflight finds that nothing true could be told.
 */
export async function runEngine(input: EngineInput): Promise<Remains> {
  const {plan, cluster, stopwatch, abort} = input;
  const client = new ApiClient(cluster.kubeConfig, `kubedrill/${plan.run}`);
  const stopSources = new AbortController();
  try {
    const {shared, skipped} = await stopwatch.time('preflight', async () => {
      const set = await openSources(input, stopSources.signal);
      return {shared: set, skipped: await check(set, client, abort)};
    });
    const before = await stopwatch.time('inventory', () => takeInventory(client));
    const executions = await stopwatch.time('scenarios', () => runScenarios(shared, skipped, abort));
    const after = await stopwatch.time('inventory', () => lookAgain(client, shared.reach));
    if (!after) return {left: [UNREAD], unsure: [UNREAD]};
    const tokens = executions.map(e => e.token);
    return {left: drift(before, after, plan.run, tokens), unsure: []};
  } finally {
    stopSources.abort();
    await client.close();
  }
}

const UNREAD = 'what is in the cluster afterwards (the API server did not answer)';

/** The inventory when all is over; undefined when the server does not answer any more. */
const lookAgain = (client: ApiClient, reach: Reach): Promise<Inventory | undefined> =>
  reach
    .insist(
      () => takeInventory(client, reach.timeoutMs),
      () => true,
    )
    .catch((error: unknown) => {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    });

async function openSources(input: EngineInput, stop: AbortSignal): Promise<Shared> {
  const {cluster, log} = input;
  const sources = sourcesOf(input);
  const dispatcher = new Dispatcher(log);
  const isUp = new Set(sources);
  for (const source of sources) source.onState?.((state, reason) => tellState(log, source, isUp, state, reason));
  await dispatcher.start(sources, stop);
  for (const source of isUp) tellState(log, source, isUp, 'up');
  const policy = await policyOf(cluster);
  const reach = new Reach(input.clock, patienceOf(input.plan));
  return {...input, reach, sources, dispatcher, ...(policy && {policy})};
}

function tellState(log: EventLog, source: Source, isUp: Set<Source>, state: 'up' | 'down', reason?: string): void {
  if (state === 'up') isUp.add(source);
  else isUp.delete(source);
  log.append({...stateOf(source, state), ...(reason !== undefined && {reason})});
}

const stateOf = ({id, stage, budget}: Source, state: 'up' | 'down'): DrillFact & {type: 'source.changed'} => ({
  ...{type: 'source.changed', source: id, stages: [stage], state, budget},
});

/** Preflight; returns the scenarios that it found cannot be played here, each with the reason. */
async function check(shared: Shared, client: ApiClient, abort: AbortSignal): Promise<Map<string, string>> {
  const {dispatcher} = shared;
  const listening = {hear: dispatcher.hear.bind(dispatcher), expect: dispatcher.expect.bind(dispatcher)};
  const input = {...shared, ...listening, client, abort};
  const before = shared.sources.map(s => s.budget.ms);
  const findings = await preflight(input, finding => shared.log.append({type: 'preflight.checked', ...finding}));
  // Some learn by being asked how long their product waits: their budget is another now.
  const learned = shared.sources.filter((s, i) => s.budget.ms !== before[i]);
  for (const source of learned) shared.log.append(stateOf(source, 'up'));
  // What a source cannot see makes verdicts inconclusive, not the drill impossible: it may come back.
  const fatal = findings.find(f => f.state === 'failed' && f.check !== 'canary' && f.check !== 'sources');
  if (fatal) throw new DrillError(`preflight: ${fatal.title}: ${fatal.detail}`, EXIT.environment, fatal.next);
  const unplayable = findings.filter(f => f.state === 'skipped' && f.scenario !== undefined);
  return new Map(unplayable.map(f => [f.scenario ?? '', f.detail]));
}

async function runScenarios(
  shared: Shared,
  skipped: ReadonlyMap<string, string>,
  abort: AbortSignal,
): Promise<Execution[]> {
  const {plan, log} = shared;
  const executions: Execution[] = [];
  const cleaning: Promise<void>[] = [];
  const inDrillOrder = plan.scenarios.map((scenario, index) => ({
    exclusive: scenario.exclusive,
    run: async () => {
      const explanation = skipped.get(scenario.id);
      if (explanation !== undefined) {
        log.append({type: 'scenario.judged', scenario: scenario.id, verdict: 'skipped', explanation});
        return;
      }
      if (shared.reach.lost) {
        const silent = `the API server has not answered for ${formatDuration(shared.reach.patienceMs)}`;
        log.append({type: 'scenario.judged', scenario: scenario.id, verdict: 'inconclusive', explanation: silent});
        return;
      }
      const planned = plan.planned[index];
      if (!planned) throw new Error(`no plan for ${scenario.id}`);
      const execution = new Execution(scenario, planned, plan.run);
      executions.push(execution);
      const {judged, cleaned} = runScenario(shared, execution, abort);
      cleaning.push(cleaned);
      await judged;
      // What only one may touch at a time is still in use until it has been put back.
      if (scenario.exclusive.length) await cleaned;
    },
  }));
  const tasks = orderOfPlay(plan.scenarios, plan.settings.parallel).flatMap(place => inDrillOrder[place] ?? []);
  try {
    await runPool(tasks, plan.settings.parallel, abort);
  } finally {
    await Promise.all(cleaning);
  }
  return executions;
}
