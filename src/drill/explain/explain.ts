import type {AuditPolicy} from '../../audit/policy-schema.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {BrokenLink} from '../../events/events.js';
import type {Clock} from '../../lib/clock.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Source} from '../../sources/source.js';
import type {Dispatcher} from '../watch/dispatch.js';
import {learnt, type Playing} from '../watch/playing.js';
import {silencesOf} from '../watch/senders.js';
import {brokenLink} from './broken-link.js';
import {partialLoss, withLoss} from './partial-loss.js';
import type {Cause} from './trace.js';

/** What a run knows beside the scenario that is to be explained. */
export interface Surroundings {
  cluster: Pick<Cluster, 'simulated'>;
  policy?: AuditPolicy;
  rules: RuleSet;
  anyRule: boolean;
  sources: readonly Source[];
  dispatcher: Dispatcher;
  clock: Clock;
}

/** Why the chain broke, and what of the attack was lost on the way although its stage held; each absent when nothing was. */
export async function explain(
  {cluster, policy, rules, anyRule, sources, dispatcher, clock}: Surroundings,
  playing: Playing,
  signal: AbortSignal,
): Promise<{link?: BrokenLink; loss?: Cause}> {
  const {execution, watch, audited, otherAlerts, misattributed, noAnswers} = playing;
  const since = new Date(Math.min(...execution.attackRequests.map(r => r.sentAtWall)));
  const alerting = sources.filter(s => s.stage === 'alerted');
  const trace = {
    execution,
    watched: watch.watched,
    audited,
    learnt: learnt(playing),
    otherAlerts: [...otherAlerts],
    misattributed,
    noAnswers,
    rules,
    anyRule,
    sources,
    since,
    silences: silencesOf(dispatcher.senders, alerting, since, clock.wall()),
    simulated: cluster.simulated,
    ...(policy && {policy}),
  };
  const broken = await brokenLink(trace, signal);
  const loss = await partialLoss(trace, {collected: playing.collected, clock}, signal);
  const link = broken && loss ? withLoss(broken, loss) : broken;
  return {...(link && {link}), ...(loss && {loss})};
}
