import {KEYWORDS} from './keywords.js';
import type {Condition, EventRule, FieldTest, Predicate, Selection} from './rule-set.js';

/** Asked of an event of which a part is known; undefined when the answer is no, whatever is known. */
type Check = Predicate | undefined;

/** Which fields of an event are known; the others may be anything. */
export type Knows = (field: string) => boolean;

/**
 * Compiles the question whether an event of which some fields are known cannot be one that the rule matches, however
 * the rest of it may be. Undefined when such fields never rule it out.
 */
export function ruledOut(rule: EventRule, knows: Knows): Check {
  return every(rule.conditions.map(condition => impossible(condition, {selections: rule.selections, knows})));
}

interface Scope {
  selections: ReadonlyMap<string, Selection>;
  knows: Knows;
}

function impossible(condition: Condition, scope: Scope): Check {
  switch (condition.type) {
    case 'selection':
      return every(alternativesOf(condition.name, scope).map(tests => some(tests.map(t => fails(t, scope.knows)))));
    case 'not':
      return certain(condition.of, scope);
    case 'and':
      return some(condition.of.map(part => impossible(part, scope)));
    case 'or':
      return every(condition.of.map(part => impossible(part, scope)));
    default:
      return atLeast(
        condition.of.length - condition.count + 1,
        condition.of.map(part => impossible(part, scope)),
      );
  }
}

function certain(condition: Condition, scope: Scope): Check {
  switch (condition.type) {
    case 'selection':
      return some(alternativesOf(condition.name, scope).map(tests => every(tests.map(t => holds(t, scope.knows)))));
    case 'not':
      return impossible(condition.of, scope);
    case 'and':
      return every(condition.of.map(part => certain(part, scope)));
    case 'or':
      return some(condition.of.map(part => certain(part, scope)));
    default:
      return atLeast(
        condition.count,
        condition.of.map(part => certain(part, scope)),
      );
  }
}

const alternativesOf = (name: string, {selections}: Scope): readonly (readonly FieldTest[])[] =>
  selections.get(name)?.alternatives ?? [];

/** Words may stand in what is not known. */
const isKnown = ({field}: FieldTest, knows: Knows): boolean => field !== KEYWORDS && knows(field);

const holds = (test: FieldTest, knows: Knows): Check => (isKnown(test, knows) ? test.test : undefined);

const fails = (test: FieldTest, knows: Knows): Check => (isKnown(test, knows) ? event => !test.test(event) : undefined);

function every(checks: readonly Check[]): Check {
  const known = checks.filter(check => check !== undefined);
  if (!known.length || known.length < checks.length) return undefined;
  return event => known.every(check => check(event));
}

function some(checks: readonly Check[]): Check {
  const known = checks.filter(check => check !== undefined);
  const [only] = known;
  if (known.length <= 1) return only;
  return event => known.some(check => check(event));
}

function atLeast(count: number, checks: readonly Check[]): Check {
  const known = checks.filter(check => check !== undefined);
  if (known.length < count) return undefined;
  return event => known.filter(check => check(event)).length >= count;
}
