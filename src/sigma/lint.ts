import type {AuditLevel} from '../audit/event.js';
import {RESOURCES} from '../scenario/resources.js';
import {auditValues, isAuditField, likelyField} from './audit-fields.js';
import {isLiteral, literalOf} from './pattern.js';
import {requiredValues} from './requirements.js';
import type {Condition, EventRule, FieldTest, RuleProblem, RuleSet} from './rule-set.js';

/** At which level a policy logs a request; `None` when it does not. */
export type LevelFor = (
  verb: string,
  resource: string,
  subresource: string | undefined,
  apiGroup: string,
) => AuditLevel;

/** Why a comparison can never hold, and what to do about it. */
interface Impossible {
  message: string;
  next: string;
}

/**
 * Says which rules can never match a Kubernetes audit event, and where. With `levelFor`, also which ones ask for a body
 * that the audit policy does not write.
 */
export function lintRules(set: RuleSet, {levelFor}: {levelFor?: LevelFor} = {}): RuleProblem[] {
  return set.rules.flatMap(rule => {
    if (rule.kind === 'correlation') return [];
    if (!rule.applicable) {
      const problem = rule.at(['logsource'], `${rule.id} is not about the Kubernetes audit log: it is never asked`);
      return [{...problem, next: 'leave it out, or set product kubernetes and service audit'}];
    }
    return lintRule(rule, levelFor);
  });
}

function lintRule(rule: EventRule, levelFor: LevelFor | undefined): RuleProblem[] {
  const why = (test: FieldTest) => unknownField(test) ?? impossibleValue(test) ?? unloggedBody(test, rule, levelFor);
  const never = !rule.conditions.some(condition => isPossible(condition, rule, test => !why(test)));
  return [...rule.selections].flatMap(([name, {alternatives}]) =>
    alternatives.flatMap((tests, index) =>
      tests.flatMap(test => {
        const found = why(test);
        if (!found) return [];
        const path = placeOf(name, index, alternatives.length, test);
        const effect = never ? `${rule.id} can never match` : `this part of ${rule.id} never matches`;
        return [{...rule.at(path, `${effect}: ${found.message}`), next: found.next}];
      }),
    ),
  );
}

const placeOf = (selection: string, index: number, count: number, test: FieldTest): PropertyKey[] => {
  const key = [test.field, ...test.modifiers].join('|');
  return ['detection', selection, ...(count > 1 ? [index] : []), key];
};

/** Whether a condition could hold when each comparison holds that may. What is denied may always be absent. */
function isPossible(condition: Condition, rule: EventRule, may: (test: FieldTest) => boolean): boolean {
  switch (condition.type) {
    case 'not':
      return true;
    case 'and':
      return condition.of.every(part => isPossible(part, rule, may));
    case 'or':
      return condition.of.some(part => isPossible(part, rule, may));
    default:
      return rule.selections.get(condition.name)?.alternatives.some(tests => tests.every(may)) ?? false;
  }
}

/** Comparisons that hold for an absent field say nothing about whether it exists. */
const holdsForAbsent = ({values, modifiers}: FieldTest): boolean =>
  values.includes(null) || modifiers.includes('neq') || (modifiers.includes('exists') && values.includes(false));

function unknownField(test: FieldTest): Impossible | undefined {
  if (test.field === 'keywords' || isAuditField(test.field) || holdsForAbsent(test)) return undefined;
  const meant = likelyField(test.field);
  return {
    message: `an audit event has no field ${test.field}`,
    next: meant ? `perhaps ${meant} is meant` : 'see the fields of audit.k8s.io/v1 Event',
  };
}

function impossibleValue(test: FieldTest): Impossible | undefined {
  const possible = auditValues(test.field);
  if (!possible || test.modifiers.length || holdsForAbsent(test)) return undefined;
  const texts = test.values.map(String);
  const known = possible.map(value => value.toLowerCase());
  if (texts.some(text => !isLiteral(text) || known.includes(literalOf(text).toLowerCase()))) return undefined;
  return {message: `${test.field} is never ${texts.join(' or ')}`, next: `it is one of ${possible.join(', ')}`};
}

const NEEDS: Readonly<Record<string, readonly AuditLevel[]>> = {
  requestObject: ['Request', 'RequestResponse'],
  responseObject: ['RequestResponse'],
};

/** A body that is asked for where the policy writes none: only when the rule itself says about which requests it is. */
function unloggedBody(test: FieldTest, rule: EventRule, levelFor: LevelFor | undefined): Impossible | undefined {
  const enough = NEEDS[test.field.split('.')[0] ?? ''];
  const resources = requiredValues(rule, 'objectRef.resource');
  const verbs = requiredValues(rule, 'verb');
  if (!enough || !levelFor || !resources || !verbs || holdsForAbsent(test)) return undefined;
  const subresources = requiredValues(rule, 'objectRef.subresource') ?? [undefined];
  const levels = [...resources].flatMap(resource =>
    groupsOf(resource).flatMap(group =>
      [...verbs].flatMap(verb => [...subresources].map(sub => levelFor(verb, resource, sub, group))),
    ),
  );
  if (!levels.length || levels.some(level => enough.includes(level))) return undefined;
  return {
    message: `${test.field} is not in the log: the audit policy writes ${[...new Set(levels)].join(' or ')} for these requests`,
    next: `log ${[...resources].join(', ')} at level ${enough[0]}`,
  };
}

const groupsOf = (resource: string): string[] =>
  RESOURCES.filter(r => r.plural === resource).map(r =>
    r.apiVersion.includes('/') ? (r.apiVersion.split('/')[0] ?? '') : '',
  );
