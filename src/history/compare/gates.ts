import type {HistoryGate} from '../config/schema.js';
import {type Comparison, gatesOf} from './compare.js';

/** Whether more got worse than a gate lets. What a finding counts for is the number of its scenarios; a link counts once. */
export function breaks(comparison: Comparison, gate: HistoryGate): boolean {
  const count = (...kinds: string[]) =>
    gatesOf(comparison)
      .filter(({kind}) => kinds.includes(kind))
      .reduce((sum, {tier, scenarios}) => sum + (tier === 'link' ? 1 : scenarios.length), 0);
  const flaky = comparison.findings
    .filter(({kind, quarantined}) => kind === 'flaky' && !quarantined)
    .reduce((sum, {scenarios}) => sum + scenarios.length, 0);
  const most = (limit: number | undefined, found: number) => limit !== undefined && found > limit;
  return (
    most(gate.maxLost, count('lost')) ||
    most(gate.maxSlower, count('slower', 'jump')) ||
    most(gate.maxNewNoise, count('new noise')) ||
    most(gate.maxFlaky, flaky)
  );
}
