import type {AuditPolicy} from '../audit/policy-schema.js';
import {ApiClient} from '../cluster/api/client.js';
import type {Cluster} from '../cluster/cluster.js';
import type {EventLog} from '../events/log.js';
import type {Phase} from '../events/words.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import {deletePaths} from '../run/clean-up.js';
import type {Journal} from '../run/journal/journal.js';
import type {Reach} from '../run/reach.js';
import {allRemains} from '../run/remains.js';
import {planUndo, type UndoAction, undo} from '../run/undo.js';
import {type RequestContext, requestContext} from '../scenario/steps/request.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Source} from '../sources/source.js';
import {createActor, createNamespace} from './act/actor.js';
import {rehearseContainment} from './act/contain.js';
import {Identities} from './act/identities.js';
import {nodeName} from './act/node-name.js';
import {Requester} from './act/requester.js';
import {runSteps, type StepsResult} from './act/steps.js';
import {type DrillControl, SkippedByOperator} from './control.js';
import type {Execution} from './execution.js';
import {explain} from './explain/explain.js';
import {judge} from './judge.js';
import {judgeBenign} from './judge-benign.js';
import {budgetUpTo} from './plan/budget.js';
import type {Plan} from './plan/plan.js';
import {prepareResponse} from './respond/asked/prepare.js';
import {Looker} from './respond/looker.js';
import {ownWhatCameBack} from './respond/put-back.js';
import {askPeople} from './respond/respond.js';
import {boundNamespace} from './respond/shared/bounds.js';
import {withUids} from './respond/uids.js';
import {standings} from './rights/standing.js';
import type {Dispatcher} from './watch/dispatch.js';
import type {Playing} from './watch/playing.js';
import {quietCheck} from './watch/quiet.js';
import {Watch} from './watch/watch.js';

/** What every scenario of a run shares. */
export interface Shared {
  plan: Plan;
  cluster: Cluster;
  clock: Clock;
  log: EventLog;
  journal: Journal;
  /** Whether the API server answers the run. */
  reach: Reach;
  dispatcher: Dispatcher;
  sources: readonly Source[];
  rules: RuleSet;
  policy?: AuditPolicy;
  anyRule: boolean;
  control: DrillControl;
}

/** Extra time to wait for evidence of a refused attack, on top of the sources' own delays. */
const REFUSED_SLACK_MS = 1500;

/** Without a token of any scenario: what it asks is evidence of nothing. */
const RESPOND_AGENT = 'kubedrill-respond';

/** A scenario under way. Both settle, and `cleaned` never rejects before everything was tried. */
export interface ScenarioRun {
  /** Resolves when it is judged; rejects when the run is aborted. */
  judged: Promise<void>;
  /** Resolves when what it made is gone, which takes seconds longer: others need not wait for it. */
  cleaned: Promise<void>;
}

/** One scenario under way, as this file sees it. */
interface Scene {
  playing: Playing;
  requester: Requester;
  /** Looks while people respond. */
  looker: Looker;
  /** What puts back what the attack changes of others. */
  wayBack: UndoAction[];
}

/** Runs one scenario from set-up to clean-up. What it has made is removed however it ends. */
export function runScenario(shared: Shared, execution: Execution, abort: AbortSignal): ScenarioRun {
  const {log, plan, clock, sources, anyRule} = shared;
  const {journal, cluster, reach} = shared;
  const identities = new Identities(cluster.kubeConfig, execution.userAgent, clock);
  const requester = new Requester({execution, identities, log, journal, clock, reach, nodes: cluster.nodes});
  const watch = new Watch(execution, {
    log,
    clock,
    sources,
    graceMs: plan.settings.graceMs,
    anyRule,
    pauses: shared.control.leeway.pauses,
    gaps: shared.control.leeway.gaps,
  });
  const playing = shared.dispatcher.enter(execution, watch);
  const looker = new Looker(new ApiClient(cluster.kubeConfig, RESPOND_AGENT));
  const scene: Scene = {playing, requester, looker, wayBack: []};
  const judged = runToVerdict(shared, scene, abort).finally(() => shared.dispatcher.leave(execution));
  const cleaned = judged
    .catch(() => {
      // The caller that awaits `judged` gets the error; here it only matters that it is over.
    })
    .then(() => cleanUp(shared, scene))
    .finally(() => Promise.all([identities.close(), looker.client.close()]));
  return {judged, cleaned};
}

/** Runs a scenario up to its verdict; a failure of its own is its verdict, an abort of the run goes on to the caller. */
async function runToVerdict(shared: Shared, scene: Scene, abort: AbortSignal): Promise<void> {
  const {playing} = scene;
  const {execution} = playing;
  const {control} = shared;
  const signal = AbortSignal.any([abort, control.skipSignal(execution.id), control.attemptSignal(execution.id)]);
  try {
    await attackAndJudge(shared, scene, signal);
  } catch (error) {
    if (abort.aborted) throw error;
    // A verdict stays, even when what comes after it is interrupted.
    if (playing.isJudged) return;
    // What a server that did not answer would have done is unknown, and no failure of the scenario's.
    const verdict = error instanceof Unanswered || shared.reach.silent ? 'inconclusive' : 'not executed';
    const scenario = execution.id;
    const judged = {type: 'scenario.judged', scenario} as const;
    shared.log.append(
      signal.reason instanceof SkippedByOperator
        ? {...judged, verdict: 'skipped', skippedBy: 'operator', explanation: signal.reason.message}
        : {...judged, verdict, explanation: messageOf(error)},
    );
  }
}

/** The set-up ended because the server did not answer. */
class Unanswered extends Error {}

async function attackAndJudge(shared: Shared, scene: Scene, signal: AbortSignal): Promise<void> {
  const {playing, requester} = scene;
  const {execution} = playing;
  const {scenario} = execution;
  const enter = async (phase: Phase) => {
    await shared.control.ready(signal);
    shared.log.append({type: 'scenario.phase', scenario: execution.id, phase});
  };

  await enter('set-up');
  await createNamespace(requester, signal);
  if (shared.plan.settings.respond?.isShared) await boundNamespace(requester, signal);
  await createActor(requester, shared.plan.settings.respond ? 'responded' : 'usual', signal);
  shared.log.append({
    type: 'scenario.started',
    scenario: execution.id,
    token: execution.token,
    namespace: execution.namespace,
    actor: execution.actorUser ?? 'no valid credential',
  });
  const context = await contextOf(shared, requester, signal);
  const prepared = await runSteps(requester, scenario.setUp, 'set-up', context, signal);
  if (prepared.outcome !== 'executed') {
    const why = `set-up failed at ${prepared.step}: ${prepared.message}`;
    throw prepared.unanswered ? new Unanswered(why) : new Error(why);
  }
  if (scenario.undo.length) {
    scene.wayBack = planUndo(scenario.undo, context);
    // Written down before anything is changed that it leads back from.
    shared.journal.write({type: 'undo', of: execution.token, actions: scene.wayBack});
  }

  await enter('quiet check');
  await quietCheck(shared, playing, signal);
  let twin: StepsResult | undefined;
  if (scenario.benign.length) {
    await enter('benign twin');
    twin = await runSteps(requester, scenario.benign, 'benign', context, signal);
  }

  const response = await prepareResponse({requester, looker: scene.looker, context, ...shared}, signal);

  await enter('attack');
  const rights = standings(scenario, shared.plan).filter(({section}) => section === 'attack');
  const standingOf = (index: number) => rights.find(right => right.index === index);
  const attack = await runSteps(requester, scenario.attack, 'attack', context, signal, standingOf);
  await shared.control.made(execution.namespace, requester.createdPaths);
  await enter('watch');
  const {graceMs} = shared.plan.settings;
  const isJudged = () => playing.isJudged;
  const asked = attack.outcome === 'executed' && response && (await withUids(response.asked, scene.looker, signal));
  const people =
    response && asked
      ? askPeople(
          execution,
          {...response, asked, graceMs, isJudged},
          {...shared, leeway: shared.control.leeway},
          signal,
        )
      : undefined;
  try {
    await watchAndJudge(shared, playing, {attack, twin}, signal);
    if (people) {
      await enter('respond');
      await people.done;
    } else if (scenario.contain.length && attack.outcome === 'executed') {
      await enter('contain');
      await rehearseContainment(requester, scenario.contain, context, signal);
    }
  } finally {
    await people?.stop();
  }
}

async function watchAndJudge(
  shared: Shared,
  playing: Playing,
  {attack, twin}: {attack: StepsResult; twin: StepsResult | undefined},
  signal: AbortSignal,
): Promise<void> {
  const {execution, watch} = playing;
  await watchFor(shared, playing, attack, signal);
  judgeBenign(shared, playing, twin);
  const {link, loss} = attack.outcome === 'executed' ? await explain(shared, playing, signal) : {};
  const blinding = shared.dispatcher.people.blinding(playing);
  const judgement = judge({attack, watched: watch.watched, blinding, ...(link && {link}), ...(loss && {loss})});
  shared.log.append({type: 'scenario.judged', scenario: execution.id, ...judgement, ...(link && {link})});
  playing.isJudged = true;
}

/** Waits for the evidence of an attack; of one that was refused only as long as sources need. */
async function watchFor(
  {dispatcher, sources}: Shared,
  {execution, watch}: Playing,
  attack: StepsResult,
  signal: AbortSignal,
): Promise<void> {
  if (attack.outcome === 'executed') {
    await watch.finish(signal, () => dispatcher.stopWaiting(execution));
    dispatcher.people.tellStrays(execution);
  }
  if (attack.outcome === 'prevented') {
    await watch.linger(budgetUpTo(sources, 'acknowledged') + REFUSED_SLACK_MS, signal);
  }
}

async function contextOf({plan, cluster}: Shared, requester: Requester, signal: AbortSignal): Promise<RequestContext> {
  const {execution} = requester;
  return requestContext(
    {
      name: execution.token,
      token: execution.token,
      namespace: execution.namespace,
      run: plan.run,
      image: plan.settings.image,
      node: await nodeName(requester, cluster, execution.scenario, signal),
      serviceAccount: execution.serviceAccount,
      user: execution.actorUser ?? '',
      index: '1',
    },
    execution.labels,
  );
}

async function cleanUp(shared: Shared, {requester, looker, wayBack}: Scene): Promise<void> {
  const {execution, identities, nodes} = requester;
  const {clock, journal, reach} = shared;
  shared.log.append({type: 'scenario.phase', scenario: execution.id, phase: 'clean-up'});
  const kept = await undo(wayBack, {client: identities.drill, nodes, clock, reach});
  if (wayBack.length && !kept.left.length) journal.write({type: 'undone', of: execution.token});
  if (execution.planned.response) await ownWhatCameBack(requester, looker.client);
  const deleting = {client: identities.drill, clock, journal, reach, run: execution.run, made: requester.made};
  const {left, unsure} = allRemains(kept, await deletePaths(requester.createdPaths.toReversed(), deleting));
  const {created, id: scenario} = execution;
  shared.log.append({type: 'scenario.cleaned', scenario, created, left, ...(unsure.length && {unsure})});
}
