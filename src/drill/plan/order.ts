import {parseDuration} from '../../lib/duration.js';
import type {Scenario} from '../../scenario/schema.js';

/**
 * The places of scenarios in the order in which they are begun. One after the other it is that of the drill. Side by
 * side, those that spend the most time waiting by the clock come first: the others fit into their pauses.
 */
export function orderOfPlay(scenarios: readonly Scenario[], parallel: number): number[] {
  const places = scenarios.map((_, place) => place);
  if (parallel === 1) return places;
  const pauses = scenarios.map(pausesMs);
  return places.sort((a, b) => (pauses[b] ?? 0) - (pauses[a] ?? 0));
}

/** How long a scenario waits by the clock alone, in milliseconds. */
const pausesMs = ({setUp, attack, benign}: Scenario): number =>
  [...setUp, ...attack, ...benign].reduce(
    (sum, step) => sum + ('wait' in step && 'for' in step.wait ? (parseDuration(step.wait.for) ?? 0) : 0),
    0,
  );
