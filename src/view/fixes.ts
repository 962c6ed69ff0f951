import type {Severity, Verdict} from '../events/words.js';
import type {RunView, ScenarioView} from './view.js';

/** One thing worth fixing: which scenario showed it, what happened, and what to change. */
export interface Fix {
  scenario: string;
  title: string;
  cause: string;
  change: string;
}

const URGENCY: Partial<Record<Verdict, number>> = {missed: 4, 'not executed': 3, inconclusive: 2, late: 1};
const WEIGHT: Record<Severity, number> = {critical: 4, high: 3, medium: 2, low: 1};

/**
 * What to fix first: the worst verdicts before the milder, the graver scenarios before the lighter, the plan's order
 * among equals; false alarms come last. At most `most` of them.
 */
export function fixesFirst(view: RunView, most: number): Fix[] {
  const broken = view.scenarios
    .filter(s => s.verdict !== undefined && URGENCY[s.verdict] !== undefined)
    .sort((a, b) => urgency(b) - urgency(a))
    .map(brokenFix);
  const noisy = view.scenarios.filter(s => s.benign?.state === 'alerted').map(noisyFix);
  return [...broken, ...noisy].slice(0, most);
}

const urgency = (s: ScenarioView): number => (s.verdict ? (URGENCY[s.verdict] ?? 0) : 0) * 10 + WEIGHT[s.plan.severity];

const brokenFix = (s: ScenarioView): Fix => ({
  scenario: s.plan.id,
  title: s.plan.title,
  cause: s.link?.cause ?? s.explanation ?? s.verdict ?? '',
  change:
    s.link?.change ?? (s.verdict === 'inconclusive' ? 'bring the source back and run it again' : 'see its explanation'),
});

const noisyFix = (s: ScenarioView): Fix => ({
  scenario: s.plan.id,
  title: s.plan.title,
  cause: `false alarm: ${s.benign?.rules.join(', ') || 'a rule'} alerted on the benign twin`,
  change: 'narrow the rule until its benign twin stays silent',
});
