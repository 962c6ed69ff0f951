import {formatDuration} from '../../lib/duration.js';
import {type Check, ok, warning} from './check.js';

/** Whether the rules that should alert are loaded. */
export const rulesExist: Check = async ({plan, rules, anyRule}) => {
  if (anyRule) return [ok('rules', 'rules', `${rules.rules.length} rules of your own: any alert on the attack counts`)];
  const findings = plan.planned.flatMap(scenario =>
    scenario.expectations.flatMap(({rule}) =>
      rule === undefined || rules.rules.some(r => r.id === rule)
        ? []
        : [
            warning(
              'rules',
              'rules',
              `${rule} is not loaded: nothing will alert`,
              ['restore its file in rules/'],
              scenario.id,
            ),
          ],
    ),
  );
  return findings.length
    ? findings
    : [ok('rules', 'rules', `${rules.rules.length} loaded, all that are expected among them`)];
};

/** Each SLA against the sum of what the sources up to its stage may take by their own configuration. */
export const latencyBudget: Check = async ({plan, sources}) => {
  const budget = sources.reduce((sum, s) => sum + s.budget.ms, 0);
  const findings = plan.planned.flatMap(scenario =>
    scenario.expectations
      .filter(e => e.withinMs < budget)
      .map(e => {
        const detail = `${e.stage} within ${formatDuration(e.withinMs)}, but the chain may take ${formatDuration(budget)}`;
        return warning('budget', 'latency budget', detail, ['a longer SLA, or shorter intervals'], scenario.id);
      }),
  );
  const parts = sources.map(s => `${s.id} ${formatDuration(s.budget.ms)} (${s.budget.why})`).join('; ');
  return findings.length ? findings : [ok('budget', 'latency budget', `${formatDuration(budget)}: ${parts}`)];
};
