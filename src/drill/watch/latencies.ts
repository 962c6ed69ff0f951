import type {Stage} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import type {Watched} from './watched.js';

/** `audited after 80 ms, alerted after 4.1 s`; with the step where a stage is expected of several. */
export function latencies(watched: readonly Watched[]): string {
  return watched
    .filter(w => w.settled?.latencyMs !== undefined)
    .map(w => `${stageAfter(w.expectation.stage, w.settled?.latencyMs ?? 0)}${stepOf(w, watched)}`)
    .join(', ');
}

/** People's time runs from the alert, that of machines from the attack. */
const stageAfter = (stage: Stage, ms: number): string =>
  `${stage} ${stage === 'acknowledged' ? `${formatDuration(ms)} after the alert` : `after ${formatDuration(ms)}`}`;

/** The step that an expectation is about, where others are about the same stage of other steps. */
const stepOf = ({expectation: {stage, step}}: Watched, all: readonly Watched[]): string =>
  step !== undefined && all.filter(w => w.expectation.stage === stage).length > 1 ? ` (${step})` : '';
