import type {Stage} from '../../events/words.js';
import {formatDuration} from '../../lib/duration.js';
import {loadedText, skippedLines} from '../../sigma/load/loaded.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {Source} from '../../sources/source.js';
import {whyNothingAlerts} from '../plan/alerting-rules.js';
import {budgetText, budgetUpTo} from '../plan/budget.js';
import {type Check, type Finding, ok, warning} from './check.js';

/** Whether the rules that should alert are loaded. */
export const rulesExist: Check = async ({plan, rules, anyRule, sources}) => {
  if (!sources.some(s => s.id === 'rules'))
    return anyRule ? [loaded(rules, 'they explain what your stack misses')] : [];
  if (anyRule) return [loaded(rules, 'rules of your own: any alert on the attack counts')];
  const alerting = {rules, anyRule, sources: sources.filter(s => s.stage === 'alerted').map(s => s.id)};
  const findings = plan.planned.flatMap(scenario =>
    scenario.expectations.flatMap(expectation => {
      const why = expectation.stage === 'alerted' ? whyNothingAlerts(expectation, alerting) : undefined;
      if (why === undefined) return [];
      return [warning('rules', 'rules', `${why}: nothing will alert`, ['restore its file in rules/'], scenario.id)];
    }),
  );
  return findings.length ? findings : [loaded(rules, 'all that are expected among them')];
};

/** How many there are, and what was left out: that cannot alert. */
function loaded(rules: RuleSet, means: string): Finding {
  const lines = skippedLines(rules);
  if (!lines.length) return ok('rules', 'rules', `${loadedText(rules)}; ${means}`);
  const next = ['correct them, or leave them out', '`kubedrill lint --rules PATH` says what is wrong with each'];
  return warning('rules', 'rules', [`${loadedText(rules)}; ${means}`, ...lines].join('; '), next);
}

/** Each SLA against the sum of what the sources up to its stage may take by their own configuration. */
export const latencyBudget: Check = async ({plan, sources}) => {
  const findings = plan.planned.flatMap(scenario =>
    scenario.expectations.flatMap(({stage, withinMs}) => {
      const budget = budgetOf(sources, stage);
      if (withinMs >= budget) return [];
      const detail = `${stage} within ${formatDuration(withinMs)}, but the chain may take ${formatDuration(budget)}`;
      return [warning('budget', 'latency budget', detail, ['a longer SLA, or shorter intervals'], scenario.id)];
    }),
  );
  return findings.length ? findings : [wholeBudget(sources)];
};

/** People's time runs from the alert, so only what tells of their answer counts. */
const budgetOf = (sources: readonly Source[], stage: Stage): number =>
  stage === 'acknowledged'
    ? budgetUpTo(sources, 'acknowledged') - budgetUpTo(sources, 'alerted')
    : budgetUpTo(sources, stage);

/** What the whole chain may take by the configuration of its sources. */
export const wholeBudget = (sources: readonly Source[]): Finding => {
  const whole = formatDuration(budgetUpTo(sources, 'acknowledged'));
  return ok('budget', 'latency budget', `${whole}: ${sources.map(budgetText).join('; ')}`);
};
