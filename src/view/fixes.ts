import {verdictUrgency} from './attention.js';
import {attemptsText, isFlaky} from './nightly/attempts.js';
import type {RunView, ScenarioView} from './view.js';

/** One thing worth fixing: which scenario showed it, what happened, and what to change. */
export interface Fix {
  scenario: string;
  title: string;
  cause: string;
  change: string;
}

/**
 * What to fix first: the worst verdicts before the milder, the graver scenarios before the lighter, the plan's order
 * among equals; false alarms come last. At most `most` of them.
 */
export function fixesFirst(view: RunView, most: number): Fix[] {
  const broken = view.scenarios
    .filter(s => verdictUrgency(s) > 0)
    .sort((a, b) => verdictUrgency(b) - verdictUrgency(a))
    .map(brokenFix);
  const noisy = view.scenarios.filter(s => s.benign?.state === 'alerted').map(noisyFix);
  return [...broken, ...noisy].slice(0, most);
}

const brokenFix = (s: ScenarioView): Fix => ({
  scenario: s.plan.id,
  title: s.plan.title,
  cause: `${isFlaky(s) ? `flaky (${attemptsText(s)}): ` : ''}${s.link?.cause ?? s.explanation ?? s.verdict ?? ''}`,
  change:
    s.link?.change ?? (s.verdict === 'inconclusive' ? 'bring the source back and run it again' : 'see its explanation'),
});

const noisyFix = (s: ScenarioView): Fix => ({
  scenario: s.plan.id,
  title: s.plan.title,
  cause: `false alarm: ${s.benign?.rules.join(', ') || 'a rule'} alerted on the benign twin`,
  change: 'narrow the rule until its benign twin stays silent',
});
