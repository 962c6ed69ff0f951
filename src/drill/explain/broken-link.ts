import type {BrokenLink} from '../../events/events.js';
import {STAGES, type Stage} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import {latencies} from '../watch/latencies.js';
import type {Watched} from '../watch/watched.js';
import {unseeable} from './blind.js';
import {type Examined, examine, type Reason} from './examined.js';
import {foundOut, notHandedOn} from './findings.js';
import {combined, delayOf} from './investigate.js';
import {misattributed} from './misattributed.js';
import {notAudited} from './not-audited.js';
import type {Cause, Trace} from './trace.js';
import {unanswered} from './unanswered.js';

/**
 * Why a link broke, the surest reason first: how it ended is known, then what the API server wrote, then what anybody
 * found out; where nobody did, what was seen last.
 */
const REASONS: readonly Reason[] = [
  ...[tooLate, unseeable, suppressed, unanswered],
  ...[notAudited, misattributed, notHandedOn, foundOut],
  notSeen,
];

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
  const examined = examine(trace, lastHeld);
  for (const reason of REASONS) {
    const cause = await reason(examined, broken, signal);
    if (cause) return {lastHeld, broken: stage, ...cause};
  }
  return undefined;
}

const place = (stage: Stage): number => STAGES.indexOf(stage);

const isUnmet = ({settled}: Watched): boolean => settled?.state === 'missed' || settled?.state === 'suppressed';

/** It came, and too late: what held it up, where anybody knows. */
async function tooLate(trace: Examined, broken: Watched, signal: AbortSignal): Promise<Cause | undefined> {
  const {expectation, settled} = broken;
  if (settled?.state !== 'late') return undefined;
  const held = combined(await delayOf(trace, broken, signal));
  const {stage, withinMs} = expectation;
  const over = (settled.latencyMs ?? 0) - withinMs;
  return {
    cause: `${stage} ${formatDuration(over)} after its SLA of ${formatDuration(withinMs)} (${latencies(trace.watched)})${held ? `: ${held.cause}` : ''}`,
    change:
      held?.change ??
      `shorten the slowest link before ${stage}, or set an SLA that allows for its intervals (\`kubedrill plan --stack FILE\` shows the budget)`,
    ...(held?.proof !== undefined && {proof: held.proof}),
  };
}

/** It alerted, and nobody was notified. */
function suppressed(_: Examined, {settled, suppressed: held}: Watched): Cause | undefined {
  if (settled?.state !== 'suppressed') return undefined;
  return {
    cause: `alerted after ${formatDuration(settled.latencyMs ?? 0)} in ${settled.source ?? 'the stack'}, but nobody was notified: ${settled.reason ?? 'suppressed'}`,
    change: held?.change ?? 'route it to a receiver that people watch',
    proof: {source: settled.source, reason: settled.reason},
  };
}

/** Nobody knows why: where it was seen last, and where no more. */
function notSeen({lastHeld, sources, otherAlerts, audited}: Examined, {expectation: {stage}}: Watched): Cause {
  const asked = sources.filter(s => s.stage === stage).map(s => s.id);
  const others = otherAlerts.length ? `; only ${otherAlerts.join(', ')} alerted` : '';
  return {
    cause: `${lastHeld}, but not ${stage}: ${asked.join(', ') || 'no source'} saw nothing of it${others}`,
    change: `check what leads from ${lastHeld} to ${stage}, and its log`,
    proof: {asked, event: audited[0]?.auditID},
  };
}
