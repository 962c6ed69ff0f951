import type {Condition, EventRule, FieldTest} from '../rule-set.js';

/** Whether a rule could match, given what stands against each of its comparisons: undefined for one that may hold. */
export const canMatch = (rule: EventRule, why: (test: FieldTest) => unknown): boolean =>
  rule.conditions.some(condition => isPossible(condition, rule, test => why(test) === undefined));

/** Whether a condition could hold when each comparison holds that may. What is denied may always be absent. */
function isPossible(condition: Condition, rule: EventRule, may: (test: FieldTest) => boolean): boolean {
  const possible = (part: Condition) => isPossible(part, rule, may);
  switch (condition.type) {
    case 'not':
      return true;
    case 'and':
      return condition.of.every(possible);
    case 'or':
      return condition.of.some(possible);
    case 'atLeast':
      return condition.of.filter(possible).length >= condition.count;
    default:
      return rule.selections.get(condition.name)?.alternatives.some(tests => tests.every(may)) ?? false;
  }
}
