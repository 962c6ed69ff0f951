import type {Severity, Verdict} from '../events/words.js';
import type {ScenarioView} from './view.js';

const URGENCY: Partial<Record<Verdict, number>> = {missed: 7, 'not executed': 6, inconclusive: 5, late: 4};
const WEIGHT: Record<Severity, number> = {critical: 4, high: 3, medium: 2, low: 1};

/** How urgent a verdict is on its own; 0 where nobody has to act. */
export const verdictUrgency = ({verdict, plan}: ScenarioView): number => {
  const urgency = (verdict && URGENCY[verdict]) ?? 0;
  return urgency && urgency * 10 + WEIGHT[plan.severity];
};

/**
 * How much a scenario needs somebody's attention: the worst verdicts before the milder, the graver scenarios before the
 * lighter; then what alarmed without cause, was not contained, was left behind or left out by a person. 0 where nobody
 * has to do anything.
 */
export function attention(scenario: ScenarioView): number {
  const {benign, cleaned, containment, skippedBy} = scenario;
  const around =
    benign?.state === 'alerted' ||
    (cleaned?.left.length ?? 0) > 0 ||
    containment.some(c => c.state === 'not contained') ||
    skippedBy === 'operator';
  return verdictUrgency(scenario) || (around ? 1 : 0);
}

export const needsAttention = (scenario: ScenarioView): boolean => attention(scenario) > 0;

/** The worst first, those that are equally urgent as they were. */
export const worstFirst = (scenarios: readonly ScenarioView[]): ScenarioView[] =>
  [...scenarios].sort((a, b) => attention(b) - attention(a));
