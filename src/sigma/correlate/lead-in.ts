import type {CorrelationRule, RuleSet} from '../rule-set.js';
import {LATENESS_MS} from './correlation.js';

/**
 * How long before a stretch of a log its reading must begin, and go on behind it, so that its matches are those of the
 * whole log: the longest timespan of the correlations and how late an event may be; of one that builds on others, all of
 * them together. In milliseconds. Without correlations it is the lateness alone, for a request may have its stages on both
 * sides of a border.
 */
export function leadInOf({rules}: RuleSet): number {
  const correlations = rules.filter(rule => rule.kind === 'correlation' && rule.applicable) as CorrelationRule[];
  const known = new Map<CorrelationRule, number>();
  const own = (rule: CorrelationRule): number => {
    const found = known.get(rule);
    if (found !== undefined) return found;
    known.set(rule, 0);
    const below = correlations.filter(({refs}) => rule.rules.some(ref => refs.includes(ref)));
    const ms = rule.timespanMs + LATENESS_MS + Math.max(0, ...below.map(own));
    known.set(rule, ms);
    return ms;
  };
  return Math.max(LATENESS_MS, ...correlations.map(own));
}
