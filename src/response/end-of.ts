import type {ScenarioView} from '../view/view.js';

/**
 * When people could no longer do anything, in milliseconds of the run: the end of the phase in which they respond, or of
 * the watch; now, as long as they still can.
 */
export function endOf({phases}: ScenarioView, nowMs: number): number {
  const last = phases.findLast(({phase}) => phase === 'respond') ?? phases.findLast(({phase}) => phase === 'watch');
  return last?.endMs ?? nowMs;
}
