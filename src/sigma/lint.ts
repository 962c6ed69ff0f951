import {type Impossible, type LevelFor, type RuleCheck, whyImpossible} from './impossible.js';
import {basesOf} from './references.js';
import type {
  Condition,
  CorrelationRule,
  EventRule,
  FieldTest,
  Rule,
  RuleProblem,
  RuleSet,
  Selection,
} from './rule-set.js';

/** A problem with its check, and whether the whole rule can never match for it. */
export interface RuleFinding extends RuleProblem {
  check: RuleCheck;
  rule: string;
  never: boolean;
}

type Ask = (rule: EventRule) => (test: FieldTest) => Impossible | undefined;

/**
 * Says which rules can never match a Kubernetes audit event, and where. With `levelFor`, also which ones ask for a body
 * that the audit policy does not write.
 */
export function lintRules(set: RuleSet, {levelFor}: {levelFor?: LevelFor} = {}): RuleFinding[] {
  const ask: Ask = rule => test => whyImpossible(test, rule, levelFor);
  return set.rules.flatMap(rule => {
    if (rule.kind === 'correlation') return lintCorrelation(rule, set.rules, ask);
    if (rule.applicable) return lintRule(rule, ask(rule));
    const problem = rule.at(['logsource'], `${rule.id} is not about the Kubernetes audit log: it is never asked`);
    const next = 'leave it out, or set product kubernetes and service audit';
    return [{...problem, next, check: 'foreign-log', rule: rule.id, never: true}];
  });
}

function lintRule(rule: EventRule, why: ReturnType<Ask>): RuleFinding[] {
  const never = !canMatch(rule, why);
  const effect = never ? `${rule.id} can never match` : `this part of ${rule.id} never matches`;
  return [...rule.selections.values()].flatMap(selection =>
    selection.alternatives.flatMap((tests, index) =>
      tests.flatMap(test => {
        const found = why(test);
        const place = placeOf(rule, selection, index, test);
        return found ? [{...place, ...found, message: `${effect}: ${found.message}`, rule: rule.id, never}] : [];
      }),
    ),
  );
}

/** In the rule's file, or in that of the filter which added the selection. */
function placeOf(
  rule: EventRule,
  {name, alternatives, filter}: Selection,
  index: number,
  test: FieldTest,
): RuleProblem {
  const path = [...(alternatives.length > 1 ? [index] : []), test.key];
  return filter ? filter.at(['filter', filter.name, ...path], '') : rule.at(['detection', name, ...path], '');
}

const canMatch = (rule: EventRule, why: ReturnType<Ask>): boolean =>
  rule.conditions.some(condition => isPossible(condition, rule, test => !why(test)));

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

/** A correlation that builds on rules which can never match says nothing either. */
function lintCorrelation(rule: CorrelationRule, rules: readonly Rule[], ask: Ask): RuleFinding[] {
  const isDead = (base: Rule): boolean =>
    base.kind === 'event' ? !base.applicable || !canMatch(base, ask(base)) : bearsNothing(base);
  const bearsNothing = (correlation: CorrelationRule): boolean => {
    const bases = basesOf(correlation, rules);
    return correlation.type.startsWith('temporal') ? bases.some(isDead) : bases.every(isDead);
  };
  if (!bearsNothing(rule)) return [];
  const dead = basesOf(rule, rules)
    .filter(isDead)
    .map(base => base.id);
  const problem = rule.at(['correlation', 'rules'], `${rule.id} can never match: ${dead.join(', ')} never does`);
  return [{...problem, next: 'correct the rules it builds on', check: 'dead-base', rule: rule.id, never: true}];
}
