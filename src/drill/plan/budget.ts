import {STAGES, type Stage} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import type {Source} from '../../sources/source.js';

/**
 * How late evidence may be at a stage by the sources' own configuration, in milliseconds: of each stage up to it the
 * slowest source, one after the other.
 */
export const budgetUpTo = (sources: readonly Source[], stage: Stage): number =>
  STAGES.slice(0, STAGES.indexOf(stage) + 1).reduce((sum, at) => {
    const here = sources.filter(s => s.stage === at).map(s => s.budget.ms);
    return sum + Math.max(0, ...here);
  }, 0);

/** `elasticsearch 7.0 s (flushed every 5.0 s, asked every 2.0 s)`: what a source may take on its own, and why. */
export const budgetText = ({id, budget}: Pick<Source, 'id' | 'budget'>): string =>
  `${id} ${formatDuration(budget.ms)} (${budget.why})`;
