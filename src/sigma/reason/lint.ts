import {basesOf} from '../load/references.js';
import type {CorrelationRule, EventRule, FieldTest, Rule, RuleProblem, RuleSet, Selection} from '../rule-set.js';
import type {FieldCensus} from './field-census.js';
import {groupFieldsOf} from './group-fields.js';
import {type Impossible, type RuleCheck, type RuleContext, whyImpossible} from './impossible.js';
import {canMatch} from './possible.js';
import {whyUnseen, whyUnseenGroup} from './unseen.js';

/** A problem with its check, and whether the whole rule can never match for it. */
export interface RuleFinding extends RuleProblem {
  check: RuleCheck;
  rule: string;
  never: boolean;
}

type Ask = (rule: EventRule) => (test: FieldTest) => Impossible | undefined;

/**
 * Says which rules can never match a Kubernetes audit event, and where. With `levelFor`, also which ones ask for a body
 * that the audit policy does not write; with `census`, which fields a log has in their place.
 */
export function lintRules(set: RuleSet, context: RuleContext = {}): RuleFinding[] {
  const ask: Ask = rule => test => whyImpossible(test, rule, context);
  return set.rules.flatMap(rule => {
    if (rule.kind === 'correlation') return lintCorrelation(rule, set.rules, ask);
    if (rule.applicable) return lintRule(rule, ask(rule));
    const problem = rule.at(['logsource'], `${rule.id} is not about the Kubernetes audit log: it is never evaluated`);
    const next = 'leave it out, or set product kubernetes and service audit';
    return [{...problem, next, check: 'foreign-log', rule: rule.id, never: true}];
  });
}

/**
 * Says which rules cannot match in a log, because no event of it has a value in fields that they ask for, and which
 * correlations do not tell its events apart by fields that they group by.
 */
export function lintUnseen(set: RuleSet, {census, ...context}: RuleContext & {census: FieldCensus}): RuleFinding[] {
  return set.rules.flatMap(rule => {
    if (rule.kind === 'correlation') return unseenGroups(rule, census);
    if (!rule.applicable) return [];
    const why = (test: FieldTest) => whyUnseen(test, census);
    if (canMatch(rule, why) || !canMatch(rule, test => whyImpossible(test, rule, context))) return [];
    return findingsOf(rule, why, `${rule.id} cannot match in this log`);
  });
}

function unseenGroups(rule: CorrelationRule, census: FieldCensus): RuleFinding[] {
  return groupFieldsOf(rule).flatMap(({field, path}) => {
    const found = whyUnseenGroup(field, census);
    if (!found) return [];
    const effect = `${rule.id} does not group by ${field} in this log`;
    const place = rule.at(['correlation', ...path], '');
    return [{...place, ...found, message: `${effect}: ${found.message}`, rule: rule.id, never: false}];
  });
}

function lintRule(rule: EventRule, why: ReturnType<Ask>): RuleFinding[] {
  const never = !canMatch(rule, why);
  const effect = never ? `${rule.id} can never match` : `this part of ${rule.id} never matches`;
  return findingsOf(rule, why, effect).map(finding => ({...finding, never}));
}

function findingsOf(rule: EventRule, why: ReturnType<Ask>, effect: string): RuleFinding[] {
  return [...rule.selections.values()].flatMap(selection =>
    selection.alternatives.flatMap((tests, index) =>
      tests.flatMap(test => {
        const found = why(test);
        if (!found) return [];
        // A place is looked up for a mistake alone: the file has to be parsed for it.
        const place = placeOf(rule, selection, index, test);
        return [{...place, ...found, message: `${effect}: ${found.message}`, rule: rule.id, never: false}];
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
