import type {AuditEvent} from '../audit/event.js';
import type {AuditPolicy} from '../audit/policy.js';
import type {BrokenLink} from '../events/events.js';
import {STAGES, type Stage} from '../events/words.js';
import {formatDuration} from '../lib/duration.js';
import type {RuleSet} from '../sigma/rule-set.js';
import type {Source} from '../sources/source.js';
import {clocksOff} from './clock-off.js';
import type {Execution} from './execution.js';
import {notAlerted, notAudited} from './explain.js';
import {combined, delayOf, type Finding, investigate} from './investigate.js';
import {latencies} from './judge.js';
import {type Misattributed, misattributed} from './misattributed.js';
import {type Silence, silent} from './senders.js';
import {starved} from './starved.js';
import {unseeable} from './unseeable.js';
import type {Watched} from './watch.js';

/** What an explanation is made from. */
export interface Trace {
  execution: Execution;
  watched: readonly Watched[];
  /** The attack's own events, as the sources had them. */
  audited: readonly AuditEvent[];
  /** Audit ids of the attack's evidence that are not ours. */
  learnt: readonly string[];
  /** Rules that alerted on the attack, though not the one expected. */
  otherAlerts: readonly string[];
  /** Alerts about its objects that name a controller instead of the actor. */
  misattributed: readonly Misattributed[];
  policy?: AuditPolicy;
  rules: RuleSet;
  /** True when the rules are the user's own: then any alert on the attack would have counted. */
  anyRule?: boolean;
  sources: readonly Source[];
  /** Sources of alerts that told of set-ups before, and of nothing since. */
  silences?: readonly Silence[];
  /** When the attack's first request was sent, by the wall clock. */
  since: Date;
}

/** The part of an explanation that says why and what to do. */
export type Cause = Pick<BrokenLink, 'cause' | 'change' | 'proof'>;

/**
 * Names the link at which the chain broke, could not be seen, or grew slow, in this order of gravity; undefined when
 * every expectation was met in time.
 */
export async function brokenLink(trace: Trace, signal: AbortSignal): Promise<BrokenLink | undefined> {
  const inOrder = [...trace.watched].sort((a, b) => place(a.expectation.stage) - place(b.expectation.stage));
  const broken =
    inOrder.find(w => isUnmet(w)) ??
    inOrder.find(w => w.settled?.state === 'unknown') ??
    inOrder.find(w => w.settled?.state === 'late');
  if (!broken) return undefined;
  const held = inOrder.filter(
    w => w.settled?.state === 'seen' && place(w.expectation.stage) < place(broken.expectation.stage),
  );
  const stage = broken.expectation.stage;
  const lastHeld: Stage = held.at(-1)?.expectation.stage ?? 'executed';
  return {lastHeld, broken: stage, ...(await causeOf(trace, broken, lastHeld, signal))};
}

const place = (stage: Stage): number => STAGES.indexOf(stage);

const isUnmet = ({settled}: Watched): boolean => settled?.state === 'missed' || settled?.state === 'suppressed';

async function causeOf(trace: Trace, broken: Watched, lastHeld: Stage, signal: AbortSignal): Promise<Cause> {
  const {stage} = broken.expectation;
  switch (broken.settled?.state) {
    case 'late':
      return tooLate(broken, trace.watched, combined(await delayOf(trace, broken, signal)));
    case 'unknown':
      return unseeable(broken, trace.sources, signal);
    case 'suppressed':
      return suppressed(broken);
    default: {
      if (stage === 'audited') return notAudited(trace);
      const named = misattributed(trace, broken);
      return named ?? combined(await findings(trace, broken, signal)) ?? notSeen(stage, lastHeld, trace);
    }
  }
}

/**
 * The sources of the stage see their own product's state; what they speak about may have been written without its body,
 * or have arrived otherwise than it was sent.
 */
async function findings(trace: Trace, broken: Watched, signal: AbortSignal): Promise<Finding[]> {
  const {stage} = broken.expectation;
  if (broken.handed) return notHandedOn(broken.handed, await investigate(trace, broken, signal));
  const clocks = clocksOff(trace.sources.filter(s => s.stage === stage));
  const silences = stage === 'alerted' ? (trace.silences ?? []) : [];
  const asked = (await investigate(trace, broken, signal)).filter(f => !silences.some(s => s.source === f.by));
  const found = [...clocks, ...silences.map(silent), ...asked];
  if (stage !== 'alerted') return found;
  const level = starved(trace, broken);
  if (level) return [finding(level, 'audit level'), ...found.filter(f => !f.nothingCame)];
  const own = trace.sources.some(s => s.id === 'rules') ? [finding(notAlerted(trace, broken), 'rules')] : [];
  return [...own, ...found, ...(await investigate(trace, broken, signal, 'collected'))];
}

/** It alerted, and the source that it was handed to knows what became of it; nobody else is to be asked. */
function notHandedOn({latencyMs, source, to}: NonNullable<Watched['handed']>, found: readonly Finding[]): Finding[] {
  const cause = `alerted after ${formatDuration(latencyMs)} in ${source}, which hands it to ${to}, where it did not arrive`;
  const change = `look at how ${source} sends to ${to}, and at what it logs`;
  const there = found.filter(f => f.by === to).map(f => ({...f, nothingCame: false}));
  return [finding({cause, change, proof: {source, to, latencyMs}}, source), ...there];
}

const finding = (cause: Cause, by: string): Finding => ({...cause, by, nothingCame: false});

function tooLate(broken: Watched, watched: readonly Watched[], held: Cause | undefined): Cause {
  const {stage, withinMs} = broken.expectation;
  const over = (broken.settled?.latencyMs ?? 0) - withinMs;
  return {
    cause: `${stage} ${formatDuration(over)} after its SLA of ${formatDuration(withinMs)} (${latencies(watched)})${held ? `: ${held.cause}` : ''}`,
    change:
      held?.change ??
      `shorten the slowest link before ${stage}, or promise an SLA that its intervals allow (\`kubedrill plan --stack FILE\` shows the budget)`,
    ...(held?.proof !== undefined && {proof: held.proof}),
  };
}

const suppressed = ({settled, remedy}: Watched): Cause => ({
  cause: `alerted after ${formatDuration(settled?.latencyMs ?? 0)} in ${settled?.source ?? 'the stack'}, but nobody was told: ${settled?.reason ?? 'suppressed'}`,
  change: remedy ?? 'let it be told where people look',
  proof: {source: settled?.source, reason: settled?.reason},
});

function notSeen(stage: Stage, lastHeld: Stage, {sources, otherAlerts, audited}: Trace): Cause {
  const asked = sources.filter(s => s.stage === stage).map(s => s.id);
  const others = otherAlerts.length ? `; only ${otherAlerts.join(', ')} alerted` : '';
  return {
    cause: `${lastHeld}, but not ${stage}: ${asked.join(', ') || 'no source'} saw nothing of it${others}`,
    change: `look at what leads from ${lastHeld} to ${stage}, and at what it logs`,
    proof: {asked, event: audited[0]?.auditID},
  };
}
