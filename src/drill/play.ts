import type {AuditPolicy} from '../audit/policy-schema.js';
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
import {brokenLink} from './explain/broken-link.js';
import {partialLoss, withLoss} from './explain/partial-loss.js';
import {judge} from './judge.js';
import {budgetUpTo} from './plan/budget.js';
import type {Plan} from './plan/plan.js';
import {standings} from './rights/standing.js';
import {type Dispatcher, learnt, type Playing} from './watch/dispatch.js';
import {distinct, type EarlyAlert, isEarly} from './watch/early.js';
import {silencesOf} from './watch/senders.js';
import {Watch} from './watch/watch.js';

/** What every scenario of a run shares. */
export interface Stage {
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

/** How long the evidence of the set-up may take before the attack goes ahead without it. */
const QUIET_WITHIN_MS = 2000;
/** Extra time we wait for evidence of a refused attack, on top of the sources' own delays. */
const REFUSED_SLACK_MS = 1500;

/** A scenario under way. Both settle, and `cleaned` never rejects before everything was tried. */
export interface Playthrough {
  /** Resolves when it is judged; rejects when the run is aborted. */
  judged: Promise<void>;
  /** Resolves when what it made is gone, which takes seconds longer: others need not wait for it. */
  cleaned: Promise<void>;
}

/** Plays one scenario from set-up to clean-up. What it has made is removed however it ends. */
export function play(stage: Stage, execution: Execution, abort: AbortSignal): Playthrough {
  const {log, plan, clock, sources, anyRule} = stage;
  const {journal, cluster, reach} = stage;
  const identities = new Identities(cluster.kubeConfig, execution.userAgent, clock);
  const requester = new Requester({execution, identities, log, journal, clock, reach, nodes: cluster.nodes});
  const watch = new Watch(execution, {log, clock, sources, graceMs: plan.settings.graceMs, anyRule});
  const playing = stage.dispatcher.enter(execution, watch);
  const judged = perform(stage, playing, requester, abort).finally(() => stage.dispatcher.leave(execution));
  const cleaned = judged
    .catch(() => {
      // The caller that awaits `judged` gets the error; here it only matters that it is over.
    })
    .then(() => cleanUp(stage, requester))
    .finally(() => identities.close());
  return {judged, cleaned};
}

/** Acts a scenario out; a failure of its own is its verdict, an abort of the run goes on to the caller. */
async function perform(stage: Stage, playing: Playing, requester: Requester, abort: AbortSignal): Promise<void> {
  const {execution} = playing;
  const signal = AbortSignal.any([abort, stage.control.skipSignal(execution.id)]);
  try {
    await act(stage, playing, requester, signal);
  } catch (error) {
    if (abort.aborted) throw error;
    // A verdict stays, even when what comes after it is interrupted.
    if (playing.isJudged) return;
    // What a server that did not answer would have done is unknown, and no failure of the scenario's.
    const verdict = error instanceof Unanswered || stage.reach.silent ? 'inconclusive' : 'not executed';
    const scenario = execution.id;
    const judged = {type: 'scenario.judged', scenario} as const;
    stage.log.append(
      signal.reason instanceof SkippedByOperator
        ? {...judged, verdict: 'skipped', skippedBy: 'operator', explanation: signal.reason.message}
        : {...judged, verdict, explanation: messageOf(error)},
    );
  }
}

/** The set-up ended because the server did not answer. */
class Unanswered extends Error {}

async function act(stage: Stage, playing: Playing, requester: Requester, signal: AbortSignal): Promise<void> {
  const {execution, watch} = playing;
  const {scenario} = execution;
  const enter = async (phase: Phase) => {
    await stage.control.ready(signal);
    stage.log.append({type: 'scenario.phase', scenario: execution.id, phase});
  };

  await enter('set-up');
  await createNamespace(requester, signal);
  await createActor(requester, signal);
  stage.log.append({
    type: 'scenario.started',
    scenario: execution.id,
    token: execution.token,
    namespace: execution.namespace,
    actor: execution.actorUser ?? 'no valid credential',
  });
  const context = await contextOf(stage, requester, signal);
  const prepared = await runSteps(requester, scenario.setUp, 'set-up', context, signal);
  if (prepared.outcome !== 'executed') {
    const why = `set-up failed at ${prepared.step}: ${prepared.message}`;
    throw prepared.unanswered ? new Unanswered(why) : new Error(why);
  }
  if (scenario.undo.length) planWayBack(requester, planUndo(scenario.undo, context));

  await enter('quiet check');
  await quiet(stage, playing, signal);
  let twin: StepsResult | undefined;
  if (scenario.benign.length) {
    await enter('benign twin');
    twin = await runSteps(requester, scenario.benign, 'benign', context, signal);
  }

  await enter('attack');
  const rights = standings(scenario, stage.plan).filter(({section}) => section === 'attack');
  const standingOf = (index: number) => rights.find(right => right.index === index);
  const attack = await runSteps(requester, scenario.attack, 'attack', context, signal, standingOf);
  await enter('watch');
  const stopWaiting = () => stage.dispatcher.stopWaiting(execution);
  if (attack.outcome === 'executed') await watch.finish(signal, stopWaiting);
  else if (attack.outcome === 'prevented')
    await watch.linger(budgetUpTo(stage.sources, 'acknowledged') + REFUSED_SLACK_MS, signal);

  judgeBenign(stage, playing, twin);
  const {link, loss} = attack.outcome === 'executed' ? await explain(stage, playing, signal) : {};
  const judgement = judge({attack, watched: watch.watched, ...(link && {link}), ...(loss && {loss})});
  stage.log.append({type: 'scenario.judged', scenario: execution.id, ...judgement, ...(link && {link})});
  playing.isJudged = true;

  if (scenario.contain.length && attack.outcome === 'executed') {
    await enter('contain');
    await rehearseContainment(requester, scenario.contain, context, signal);
  }
}

/** Writes the way back down before anything is changed that it leads back from. */
function planWayBack(requester: Requester, actions: UndoAction[]): void {
  requester.journal.write({type: 'undo', of: requester.execution.token, actions});
  requester.wayBack = actions;
}

async function contextOf({plan, cluster}: Stage, requester: Requester, signal: AbortSignal): Promise<RequestContext> {
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

/** Waits until the set-up's own evidence has arrived, so that an alert it raised is known before the attack begins. */
async function quiet(stage: Stage, playing: Playing, signal: AbortSignal): Promise<void> {
  const {execution} = playing;
  const last = [...execution.requests.keys()].at(-1);
  // After a set-up that waited for something, it has often been there for a while.
  if (last && !playing.heardOf.has(last) && stage.sources.some(s => s.stage === 'audited' && !s.partial)) {
    await sawEvent(stage, last, signal);
  }
  const alerting = stage.sources.flatMap(source => firing(source, playing));
  const early = distinct([...playing.earlyAlerts, ...alerting]);
  stage.log.append({type: 'quiet.checked', scenario: execution.id, firing: early});
}

/** What a source is alerting on already, and could be taken for what the attack is expected to raise. */
const firing = (source: Source, playing: Playing): EarlyAlert[] =>
  (source.firing?.() ?? [])
    .filter(({rule: id, claims}) => isEarly({source, rule: {id, title: id}, claims}, playing))
    .map(({rule}) => ({source: source.id, rule}));

async function sawEvent({dispatcher, clock}: Stage, auditId: string, signal: AbortSignal): Promise<void> {
  const seen = new AbortController();
  const stop = dispatcher.hear(s => {
    if (s.claims.some(claim => claim.auditId === auditId)) seen.abort();
  });
  await clock.sleep(QUIET_WITHIN_MS, AbortSignal.any([signal, seen.signal])).catch(() => signal.throwIfAborted());
  stop();
}

function judgeBenign({log, sources, clock}: Stage, {execution, benignAlerts}: Playing, twin?: StepsResult): void {
  const scenario = execution.id;
  const rules = [...benignAlerts];
  if (twin?.outcome !== 'executed') {
    const detail = twin ? `step ${twin.step} did not succeed: ${twin.message}` : 'the scenario has none';
    log.append({type: 'benign.judged', scenario, state: 'not run', rules, detail});
    return;
  }
  const from = Math.min(...[...execution.requests.values()].filter(r => r.purpose === 'benign').map(r => r.sentAt));
  const blind = sources.find(s => s.stage === 'alerted' && s.sight(from, clock.now(), 'missed').state === 'blind');
  const state = rules.length ? 'alerted' : blind ? 'unknown' : 'silent';
  log.append({type: 'benign.judged', scenario, state, rules});
}

async function explain(
  {policy, rules, anyRule, sources, dispatcher, clock}: Stage,
  playing: Playing,
  signal: AbortSignal,
) {
  const {execution, watch, audited, otherAlerts, misattributed} = playing;
  const since = new Date(Math.min(...execution.attackRequests.map(r => r.sentAtWall)));
  const alerting = sources.filter(s => s.stage === 'alerted');
  const trace = {
    execution,
    watched: watch.watched,
    audited,
    learnt: learnt(playing),
    otherAlerts: [...otherAlerts],
    misattributed,
    rules,
    anyRule,
    sources,
    since,
    silences: silencesOf(dispatcher.senders, alerting, since, clock.wall()),
    ...(policy && {policy}),
  };
  const broken = await brokenLink(trace, signal);
  const loss = await partialLoss(trace, {collected: playing.collected, clock}, signal);
  const link = broken && loss ? withLoss(broken, loss) : broken;
  return {...(link && {link}), ...(loss && {loss})};
}

async function cleanUp(stage: Stage, requester: Requester): Promise<void> {
  const {execution, identities, wayBack, nodes} = requester;
  const {clock, journal, reach} = stage;
  stage.log.append({type: 'scenario.phase', scenario: execution.id, phase: 'clean-up'});
  const kept = await undo(wayBack, {client: identities.drill, nodes, clock, reach});
  if (wayBack.length && !kept.left.length) journal.write({type: 'undone', of: execution.token});
  const deleting = {client: identities.drill, clock, journal, reach, run: execution.run, made: requester.made};
  const {left, unsure} = allRemains(kept, await deletePaths(requester.createdPaths.toReversed(), deleting));
  const {created, id: scenario} = execution;
  stage.log.append({type: 'scenario.cleaned', scenario, created, left, ...(unsure.length && {unsure})});
}
