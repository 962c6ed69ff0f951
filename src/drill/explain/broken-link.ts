import type {BrokenLink} from '../../events/events.js';
import {STAGES, type Stage} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import {latencies} from '../watch/latencies.js';
import type {Watched} from '../watch/watched.js';
import {unseeable} from './blind.js';
import {clocksOff} from './clock-off.js';
import {combined, delayOf, investigate} from './investigate.js';
import {starved} from './level-too-low.js';
import {misattributed} from './misattributed.js';
import {notAlerted} from './not-alerted.js';
import {notAudited} from './not-audited.js';
import {silent} from './stopped-sender.js';
import type {Cause, Finding, Trace} from './trace.js';

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

const suppressed = ({settled, suppressed: held}: Watched): Cause => ({
  cause: `alerted after ${formatDuration(settled?.latencyMs ?? 0)} in ${settled?.source ?? 'the stack'}, but nobody was told: ${settled?.reason ?? 'suppressed'}`,
  change: held?.change ?? 'let it be told where people look',
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
