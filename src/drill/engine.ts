import {ApiClient, NoAnswer} from '../cluster/api/client.js';
import type {Cluster} from '../cluster/cluster.js';
import type {DrillEvent, DrillFact, EventOf} from '../events/events.js';
import type {EventLog} from '../events/log.js';
import type {Clock} from '../lib/clock.js';
import {formatDuration} from '../lib/duration.js';
import {DrillError, EXIT} from '../lib/errors.js';
import {drift, type Inventory, takeInventory} from '../run/inventory.js';
import type {Journal} from '../run/journal/journal.js';
import {type Listening, listen} from '../run/listening.js';
import {Reach} from '../run/reach.js';
import {allRemains, type Remains} from '../run/remains.js';
import type {Stopwatch} from '../run/stopwatch.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Source} from '../sources/source.js';
import type {Stack} from '../sources/stack/load.js';
import {type Attempt, playAttempts} from './attempts.js';
import {contextOf, type RunIdentity} from './context/context.js';
import type {DrillControl} from './control.js';
import {Execution} from './execution.js';
import {orderOfPlay} from './plan/order.js';
import {type Plan, patienceOf} from './plan/plan.js';
import {runCalled, runPool, type Task} from './pool.js';
import {preflight} from './preflight/index.js';
import {Door} from './respond/responders.js';
import type {Shared} from './run-scenario.js';
import type {Turns} from './turns.js';
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
  identity: RunIdentity;
  /** The version of kubedrill. */
  version: string;
  /** Takes the time of each part of the drill: preflight, scenarios, inventory. */
  stopwatch: Stopwatch;
  /** The run's folder; absent: nothing is written but the log and the journal. */
  dir?: string;
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
  let dismissed: Remains | undefined;
  try {
    const {shared, skipped} = await stopwatch.time('preflight', async () => {
      const opened = await openSources(input, stopSources.signal);
      const unplayable = await check(input, opened, client);
      return {shared: {...opened.shared, sources: opened.listening.sources}, skipped: unplayable};
    });
    const before = await stopwatch.time('inventory', () => takeInventory(client));
    const people = await letIn(input, shared.reach, client);
    const executions = await stopwatch
      .time('scenarios', () => runScenarios(shared, skipped, abort))
      .finally(async () => {
        dismissed = await people?.dismiss();
      });
    const after = await stopwatch.time('inventory', () => lookAgain(client, shared.reach));
    if (!after) return allRemains({left: [UNREAD], unsure: [UNREAD]}, dismissed ?? NOTHING);
    const tokens = executions.map(e => e.token);
    return allRemains({left: drift(before, after, plan.run, tokens), unsure: []}, dismissed ?? NOTHING);
  } finally {
    stopSources.abort();
    await client.close();
  }
}

const NOTHING: Remains = {left: [], unsure: []};

/** People who respond get accounts of their own, where the run was asked for it: those it knows of, and who asks later. */
async function letIn({plan, cluster, log, clock, journal, dir, control}: EngineInput, reach: Reach, client: ApiClient) {
  const {people, accountsMs, isShared = false} = plan.settings.respond ?? {};
  if (!people || dir === undefined) return undefined;
  const door = new Door({
    cluster,
    client,
    deleting: {client, clock, journal, reach, run: plan.run},
    log,
    ...{dir, isShared},
    ...(accountsMs !== undefined && {accountsMs}),
  });
  try {
    for (const person of people) await door.letIn(person, 'operator', 'a file');
  } catch (error) {
    await door.dismiss();
    throw error;
  }
  control.onMade((namespace, paths) => door.grant(namespace, paths));
  control.onLetIn((name, profile) => door.letIn(name, profile, 'an answer'));
  return {
    dismiss: () => {
      control.onLetIn(undefined);
      control.onMade(undefined);
      return door.dismiss();
    },
  };
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

/** What scenarios share, and the ears that preflight needs as well. */
interface Opened {
  shared: Shared;
  listening: Listening;
}

async function openSources(input: EngineInput, abort: AbortSignal): Promise<Opened> {
  const {log} = input;
  const dispatcher = new Dispatcher(log);
  input.control.onAcknowledge((alert, person) => dispatcher.people.acknowledge(alert, person));
  const {listening, policy} = await listen(input, {
    ...{abort, follower: dispatcher},
    onState: (source, state, reason) => log.append({...stateOf(source, state), ...(reason !== undefined && {reason})}),
  });
  const reach = new Reach(input.clock, patienceOf(input.plan));
  return {listening, shared: {...input, reach, sources: listening.sources, dispatcher, ...(policy && {policy})}};
}

const stateOf = ({id, stage, budget}: Source, state: 'up' | 'down'): DrillFact & {type: 'source.changed'} => ({
  ...{type: 'source.changed', source: id, stages: [stage], state, budget},
});

/** Preflight; returns the scenarios that it found cannot be played here, each with the reason. */
async function check(given: EngineInput, {shared, listening}: Opened, client: ApiClient): Promise<Map<string, string>> {
  const {hear, expect} = listening;
  const {abort} = given;
  const input = {...shared, hear, expect, client, abort};
  const {findings, learned, products} = await preflight(input, finding =>
    shared.log.append({type: 'preflight.checked', ...finding}),
  );
  const tested = {...given, ...(shared.policy && {policy: shared.policy}), kubernetes: given.cluster.version, products};
  shared.log.append({type: 'run.context', ...contextOf(tested)});
  listening.learn(learned);
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
  const {plan, log, control} = shared;
  const {turns} = control;
  const executions: Execution[] = [];
  const cleaning: Promise<void>[] = [];
  // Only of a run that goes on after it was killed.
  const alreadyJudged = judgedIn(log.events);
  const inDrillOrder = plan.scenarios.map((scenario, index) => ({
    exclusive: scenario.exclusive,
    run: async () => {
      if (alreadyJudged.has(scenario.id)) return;
      const why = notPlayed(shared, skipped.get(scenario.id), scenario.id);
      if (why) {
        log.append({type: 'scenario.judged', scenario: scenario.id, ...why});
        return;
      }
      const planned = plan.planned[index];
      if (!planned) throw new Error(`no plan for ${scenario.id}`);
      await playUntilLeft(shared, {scenario, planned}, abort, attempt => {
        executions.push(attempt.execution);
        cleaning.push(attempt.cleaned);
      });
    },
  }));
  try {
    if (turns) await playAsCalled(plan, inDrillOrder, turns, abort);
    else {
      const tasks = orderOfPlay(plan.scenarios, plan.settings.parallel).flatMap(place => inDrillOrder[place] ?? []);
      await runPool(tasks, plan.settings.parallel, abort);
    }
  } finally {
    await Promise.all(cleaning);
  }
  return executions;
}

/** Plays a scenario, and once more whenever people ask for it. */
async function playUntilLeft(
  shared: Shared,
  {scenario, planned}: Pick<Execution, 'scenario' | 'planned'>,
  abort: AbortSignal,
  onAttempt: (attempt: Attempt) => void,
): Promise<void> {
  const {log, control, plan} = shared;
  for (;;) {
    await playAttempts(shared, {first: new Execution(scenario, planned, plan.run), abort}, onAttempt);
    if (!control.takeAgain(scenario.id)) return;
    log.append(attemptAgain(log.events, scenario.id));
  }
}

/** One more attempt than there was; people asked for it. */
function attemptAgain(events: readonly DrillEvent[], scenario: string): DrillFact {
  const before = events.filter(event => event.type === 'scenario.attempt' && event.scenario === scenario).length;
  return {type: 'scenario.attempt', scenario, attempt: before + 2, of: before + 2, because: 'not executed'};
}

/** Scenarios that have a verdict, and no attempt after it. */
function judgedIn(events: readonly DrillEvent[]): ReadonlySet<string> {
  const judged = new Set<string>();
  for (const event of events) {
    if (event.type === 'scenario.judged') judged.add(event.scenario);
    if (event.type === 'scenario.attempt') judged.delete(event.scenario);
  }
  return judged;
}

/** Why a scenario is not played at all; undefined: it is. */
function notPlayed(
  {control: {turns}, reach}: Shared,
  unplayable: string | undefined,
  id: string,
): Pick<EventOf<'scenario.judged'>, 'verdict' | 'explanation' | 'skippedBy'> | undefined {
  if (unplayable !== undefined) return {verdict: 'skipped', explanation: unplayable};
  if (turns && !turns.has(id)) {
    return {verdict: 'skipped', skippedBy: 'operator', explanation: 'the drill ended before it began'};
  }
  if (!reach.lost) return undefined;
  const explanation = `the API server has not answered for ${formatDuration(reach.patienceMs)}`;
  return {verdict: 'inconclusive', explanation};
}

/** Each scenario when a script calls it. The run stays until the script is over. */
async function playAsCalled(
  plan: Plan,
  inDrillOrder: readonly Task[],
  turns: Turns,
  abort: AbortSignal,
): Promise<void> {
  turns.open();
  const tasks = plan.scenarios.flatMap(({id}, index) => {
    const task = inDrillOrder[index];
    return task ? [{...task, called: turns.of(id, abort)}] : [];
  });
  await Promise.all([runCalled(tasks), turns.over(abort)]);
}
