import type {RunView} from '../../view/view.js';

/**
 * What people say of a step that no machine sees: a tick counts with an observer's yes, an observer's no counts alone, and
 * a tick that no observer has looked at is not known. Undefined in a run without people, and where nobody says anything of a
 * step.
 */
export function tickedStep(
  procedure: string,
  step: string,
  {exercise}: RunView,
): {state: 'seen' | 'not seen' | 'unknown'; ms?: number} | undefined {
  if (!exercise) return undefined;
  const isIt = (one: {procedure: string; step: string}) => one.procedure === procedure && one.step === step;
  const ticked = exercise.live.ticked.find(isIt);
  const confirmed = exercise.live.confirmed.findLast(isIt);
  if (confirmed?.done === false) return {state: 'not seen'};
  if (!ticked) return undefined;
  return confirmed ? {state: 'seen', ms: wallMs(ticked.at, exercise)} : {state: 'unknown'};
}

/** Milliseconds of the run at a moment of its wall clock, by an event that has both. */
function wallMs(at: string, {clock}: NonNullable<RunView['exercise']>): number {
  const known = clock[0];
  return known ? Math.max(0, Math.round(known.ms + Date.parse(at) - Date.parse(known.at))) : 0;
}
