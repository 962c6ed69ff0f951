import type {RuleSettings} from '../settings.js';

/** How much a baseline can be relied on. */
export type BaselineState = 'learning' | 'provisional' | 'settled';

/** How many of the first nights are the baseline. */
export interface Baseline {
  state: BaselineState;
  nights: number;
}

/**
 * The baseline after a number of nights: the first ones, never the last ones, because a baseline that moves along takes
 * in what has changed. While it fills, the nights of the window are left out of it once it has its minimum. It is pinned
 * at its first size, and at the settled one if nothing was slower until then: otherwise it would take in the change.
 *
 * @param count nights so far
 * @param wasSlower whether any window was slower than the first baseline, until the settled one is complete
 */
export function pinned(count: number, {baseline, slower}: RuleSettings, wasSlower: () => boolean): Baseline {
  if (count < baseline.minimum) return {state: 'learning', nights: count};
  if (count - slower.window >= baseline.settled && !wasSlower()) return {state: 'settled', nights: baseline.settled};
  const nights = Math.min(baseline.nights, Math.max(baseline.minimum, count - slower.window));
  return {state: 'provisional', nights};
}
