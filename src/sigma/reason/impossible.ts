import {levelsWith} from '../../audit/body-levels.js';
import type {AuditLevel} from '../../audit/event.js';
import {auditNumbers, auditValues} from '../../audit/fields.js';
import {RESOURCES} from '../../kube/resources.js';
import {KEYWORDS} from '../match/keywords.js';
import type {EventRule, FieldTest} from '../rule-set.js';
import {ofPipeline, repairedField} from './aliases.js';
import {eventWith, type FieldCensus, type Likeness} from './field-census.js';
import {likelyField} from './likely-field.js';
import {holdsForAbsent, requiredValues} from './requirements.js';
import {isRightName} from './spelling.js';

/** At which level a policy logs a request; `None` when it does not. */
export type LevelFor = (
  verb: string,
  resource: string,
  subresource: string | undefined,
  apiGroup: string,
) => AuditLevel;

/** What is wrong with a comparison, in a word that stays the same: what tools filter by. */
export type RuleCheck =
  | 'foreign-log'
  | 'unknown-field'
  | 'impossible-value'
  | 'unlogged-body'
  | 'dead-base'
  | 'unseen-field';

/** What is known beside the rule itself. */
export interface RuleContext {
  levelFor?: LevelFor | undefined;
  /** The fields of recorded events. */
  census?: FieldCensus | undefined;
}

/** Why a comparison can never hold, and what to do about it. */
export interface Impossible {
  check: RuleCheck;
  message: string;
  next: string;
}

/** Why a comparison of a rule can never hold in a Kubernetes audit event; undefined when it may. */
export const whyImpossible = (
  test: FieldTest,
  rule: EventRule,
  {levelFor, census}: RuleContext = {},
): Impossible | undefined => unknownField(test, census) ?? impossibleValue(test) ?? unloggedBody(test, rule, levelFor);

function unknownField(test: FieldTest, census: FieldCensus | undefined): Impossible | undefined {
  const {field, values, modifiers} = test;
  if (field === KEYWORDS || holdsForAbsent(test)) return undefined;
  const fields = modifiers.includes('fieldref') ? values.filter(value => typeof value === 'string') : [];
  const compared = fields.map(name => noSuchField(name, []));
  const seen = (expected?: string) => census?.elsewhere(test, expected);
  // Of several fields to compare with, one that is there will do.
  return noSuchField(field, fields.length ? [] : values, seen) ?? (compared.every(Boolean) ? compared[0] : undefined);
}

/** That no event has a field, and which is meant; undefined for one that events have under this very name. */
function noSuchField(
  field: string,
  values: readonly unknown[],
  seen: (expected?: string) => Likeness | undefined = () => undefined,
): Impossible | undefined {
  if (isRightName(field)) return undefined;
  const named = repairedField(field, values) ?? (ofPipeline(field) ? undefined : likelyField(field, values));
  const like = seen(named);
  return {
    check: 'unknown-field',
    message: `an audit event has no field ${field}`,
    next: guess(named, like) ?? ofPipeline(field) ?? 'see the fields of audit.k8s.io/v1 Event',
  };
}

/** The field that is meant: one that has such values in a log goes before one that has such a name. */
function guess(named: string | undefined, like: Likeness | undefined): string | undefined {
  if (like) return `did you mean ${like.field}? ${hasIt(like)}${otherwise(named, like)}`;
  return named === undefined ? undefined : `perhaps ${named} is meant`;
}

/** How often a field has what is asked for. */
export const hasIt = ({events}: Likeness): string =>
  `It has this value in ${events} ${events === 1 ? 'event' : 'events'} of the log`;

const otherwise = (named: string | undefined, {field}: Likeness): string =>
  named === undefined || named === field ? '' : `; by its name, ${named}`;

function impossibleValue(test: FieldTest): Impossible | undefined {
  const {field, modifiers} = test;
  if (holdsForAbsent(test) || modifiers.some(m => UNTOLD.includes(m))) return undefined;
  const possible = auditValues(field);
  if (possible && !possible.some(value => test.test(eventWith(field, value)))) {
    return never(test, `it is one of ${possible.join(', ')}`);
  }
  if (LOWER_CASE.includes(field) && asksForCapitals(test)) return never(test, 'it is in lower case');
  const range = auditNumbers(field);
  if (!range || wholeNumbers(range).some(number => test.test(eventWith(field, number)))) return undefined;
  const meant = repairedField(field, test.values);
  return never(test, `it is a number from ${range.join(' to ')}${meant ? `; perhaps ${meant} is meant` : ''}`);
}

/** What a comparison with these comes to depends on more than the value. */
const UNTOLD = ['fieldref', 'exists'];

const wholeNumbers = ([least, most]: readonly [number, number]): number[] =>
  Array.from({length: most - least + 1}, (_, i) => least + i);

/** Names that the API server writes in lower case. */
const LOWER_CASE = ['objectRef.resource', 'objectRef.subresource', 'objectRef.apiGroup'];

/** Whether each value needs a capital letter: with `cased`, or in an expression that is nothing but letters. */
function asksForCapitals({modifiers, values}: FieldTest): boolean {
  const isExpression = modifiers.includes('re') && !modifiers.includes('i');
  if (!isExpression && !modifiers.includes('cased')) return false;
  return values.every(value => {
    const text = String(value);
    return /[A-Z]/.test(text) && (!isExpression || /^\^?[A-Za-z]+\$?$/.test(text));
  });
}

const never = ({field, modifiers, values}: FieldTest, next: string): Impossible => ({
  check: 'impossible-value',
  message: modifiers.length
    ? `no value of ${field} fits ${modifiers.join(' ')} ${values.join(' or ')}`
    : `${field} is never ${values.join(' or ')}`,
  next,
});

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
