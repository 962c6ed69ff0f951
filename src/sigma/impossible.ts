import {levelsWith} from '../audit/body-levels.js';
import type {AuditLevel} from '../audit/event.js';
import {RESOURCES} from '../scenario/resources.js';
import {repairedField} from './aliases.js';
import {auditNumbers, auditValues, isAuditField, likelyField} from './audit-fields.js';
import {KEYWORDS} from './keywords.js';
import {compilePatterns, parsePattern} from './pattern.js';
import {holdsForAbsent, requiredValues} from './requirements.js';
import type {EventRule, FieldTest} from './rule-set.js';
import {toNumber} from './typed-values.js';

/** At which level a policy logs a request; `None` when it does not. */
export type LevelFor = (
  verb: string,
  resource: string,
  subresource: string | undefined,
  apiGroup: string,
) => AuditLevel;

/** What is wrong with a comparison, in a word that stays the same: what tools filter by. */
export type RuleCheck = 'foreign-log' | 'unknown-field' | 'impossible-value' | 'unlogged-body' | 'dead-base';

/** Why a comparison can never hold, and what to do about it. */
export interface Impossible {
  check: RuleCheck;
  message: string;
  next: string;
}

/** Why a comparison of a rule can never hold in a Kubernetes audit event; undefined when it may. */
export const whyImpossible = (test: FieldTest, rule: EventRule, levelFor?: LevelFor): Impossible | undefined =>
  unknownField(test) ?? impossibleValue(test) ?? unloggedBody(test, rule, levelFor);

function unknownField(test: FieldTest): Impossible | undefined {
  if (test.field === KEYWORDS || isAuditField(test.field) || holdsForAbsent(test)) return undefined;
  const meant = repairedField(test.field, test.values) ?? likelyField(test.field);
  return {
    check: 'unknown-field',
    message: `an audit event has no field ${test.field}`,
    next: meant ? `perhaps ${meant} is meant` : 'see the fields of audit.k8s.io/v1 Event',
  };
}

function impossibleValue(test: FieldTest): Impossible | undefined {
  if (test.modifiers.length || holdsForAbsent(test)) return undefined;
  const texts = test.values.map(String);
  const possible = auditValues(test.field);
  const isPossibleText = (text: string) => possible?.some(compilePatterns([parsePattern(text)], false));
  if (possible && !texts.some(isPossibleText)) {
    return never(test, `it is one of ${possible.join(', ')}`);
  }
  const range = auditNumbers(test.field);
  if (!range || texts.some(text => mayBeNumber(text, range))) return undefined;
  const meant = repairedField(test.field, test.values);
  return never(test, `it is a number from ${range.join(' to ')}${meant ? `; perhaps ${meant} is meant` : ''}`);
}

const never = ({field, values}: FieldTest, next: string): Impossible => ({
  check: 'impossible-value',
  message: `${field} is never ${values.join(' or ')}`,
  next,
});

/** A number in the range, or a text with wildcards of which nobody can tell. */
function mayBeNumber(text: string, [least, most]: readonly [number, number]): boolean {
  const number = toNumber(text);
  return number === undefined ? /[*?]/.test(text) && !/[a-z]/i.test(text) : number >= least && number <= most;
}

/** A body that is asked for where the policy writes none: only when the rule itself says about which requests it is. */
function unloggedBody(test: FieldTest, rule: EventRule, levelFor: LevelFor | undefined): Impossible | undefined {
  const enough = levelsWith(test.field);
  const resources = requiredValues(rule, 'objectRef.resource');
  const verbs = requiredValues(rule, 'verb');
  if (!enough || !levelFor || !resources || !verbs || holdsForAbsent(test)) return undefined;
  const subresources = requiredValues(rule, 'objectRef.subresource') ?? [''];
  const levels = [...resources].flatMap(resource =>
    groupsOf(resource).flatMap(group =>
      [...verbs].flatMap(verb => [...subresources].map(sub => levelFor(verb, resource, sub || undefined, group))),
    ),
  );
  if (!levels.length || levels.some(level => enough.includes(level))) return undefined;
  return {
    check: 'unlogged-body',
    message: `${test.field} is not in the log: the audit policy writes ${[...new Set(levels)].join(' or ')} for these requests`,
    next: `log ${[...resources].join(', ')} at level ${enough[0]}`,
  };
}

const groupsOf = (resource: string): string[] =>
  RESOURCES.filter(r => r.plural === resource).map(r =>
    r.apiVersion.includes('/') ? (r.apiVersion.split('/')[0] ?? '') : '',
  );
