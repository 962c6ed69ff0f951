import {formatDuration} from '../../lib/duration.js';
import type {Pauses} from '../../lib/pauses.js';
import type {Sight, Source} from '../../sources/source.js';
import type {Settled, Watched} from './watched.js';

/** What was to be seen, by whom, and from when to when, on the monotonic clock. */
export interface Span {
  /** All expectations of the scenario. */
  all: readonly Watched[];
  sources: readonly Source[];
  /** The spans in which this machine stood still, and could see nothing; absent: none. */
  gaps: Pauses | undefined;
  from: number;
  to: number;
  /** Whether people were notified of an alert that is expected. */
  isNotified: boolean;
}

/** Why nobody could have acknowledged anything. */
export const NO_ALERT = 'there was no alert to acknowledge';

/** Whether a source saw everything from one moment to another. While this machine stood still, none did. */
export function sightOf(
  source: Source,
  {from, to, question}: {from: number; to: number; question: 'late' | 'missed'},
  gaps: Pauses | undefined,
): Sight {
  const gapMs = gaps?.between(from, to) ?? 0;
  if (gapMs > 0) return {state: 'blind', reason: `this machine stood still for ${formatDuration(gapMs)}`};
  return source.sight(from, to, question);
}

/** How an expectation ends that nothing met; undefined: nothing was expected after all. */
export function unseen(watched: Watched, {all, isNotified, ...span}: Span): Settled | undefined {
  const {
    expectation: {stage},
    suppressed,
    unsure,
  } = watched;
  // What Alertmanager says of an alert later, such as that it muted it, is surer than what its configuration says.
  if (suppressed) {
    const {change: _, ...known} = suppressed;
    return {state: 'suppressed', ...known};
  }
  const sources = span.sources.filter(s => s.stage === stage);
  if (unsure) {
    const {change, ...known} = unsure;
    watched.blind = unsure.source;
    if (change !== undefined) watched.blindChange = change;
    return {state: 'unknown', ...known};
  }
  if (!sources.length) return {state: 'unknown', reason: `no source sees the stage ${stage}`};
  if (stage === 'acknowledged' && !isNotified) return nothingToAnswer(all);
  // Any of them might have seen it, so one that could not look is enough not to know.
  for (const source of sources) {
    const sees = sightOf(source, {from: span.from, to: span.to, question: 'missed'}, span.gaps);
    if (sees.state === 'clear') continue;
    watched.blind = source.id;
    if (sees.change !== undefined) watched.blindChange = sees.change;
    return {state: 'unknown', reason: sees.reason};
  }
  if (sources.some(s => !s.partial)) return {state: 'missed'};
  // Where nothing else is expected, it cannot be told from what was seen whether the attack was.
  const only = all.every(w => w.expectation.stage === stage);
  return only ? {state: 'unknown', reason: `only some of the stage ${stage} is seen here`} : undefined;
}

/** How an acknowledgement ends where people were notified of no alert, as far as anybody knows. */
function nothingToAnswer(all: readonly Watched[]): Settled {
  const alerts = all.filter(w => w.expectation.stage === 'alerted');
  const unknown = alerts.find(w => w.settled?.state === 'unknown');
  return unknown
    ? {
        state: 'unknown',
        reason: `it is not known whether there was an alert to acknowledge: ${unknown.settled?.reason}`,
      }
    : {state: 'missed', reason: NO_ALERT};
}
