import {every, some} from '../match/compile.js';
import {KEYWORDS} from '../match/keywords.js';
import type {Condition, EventRule, FieldTest, Predicate, Selection} from '../rule-set.js';

/** What can be told by what is known of an event; undefined where that never tells it. */
interface Certain {
  holds: Predicate | undefined;
  fails: Predicate | undefined;
}

const NOTHING: Certain = {holds: undefined, fails: undefined};

/**
 * Compiles the question whether what is known of an event is enough to rule a rule out, however the rest may be.
 * Undefined when it never is: of most rules, most parts of an event need not be asked about at all.
 *
 * @param isKnown whether a comparison depends on what is known, and on nothing else
 */
export const refuterOf = (rule: EventRule, isKnown: (test: FieldTest) => boolean): Predicate | undefined =>
  anyOf(rule.conditions.map(condition => ofCondition(condition, rule.selections, isKnown))).fails;

/** The one field that a comparison depends on; undefined when it looks elsewhere as well. */
export const onlyField = ({field, modifiers}: FieldTest): string | undefined =>
  field === KEYWORDS || modifiers.includes('fieldref') ? undefined : field;

function ofCondition(
  condition: Condition,
  selections: ReadonlyMap<string, Selection>,
  isKnown: (test: FieldTest) => boolean,
): Certain {
  const inner = (part: Condition) => ofCondition(part, selections, isKnown);
  switch (condition.type) {
    case 'selection': {
      const alternatives = selections.get(condition.name)?.alternatives ?? [];
      return anyOf(alternatives.map(tests => allOf(tests.map(test => ofTest(test, isKnown(test))))));
    }
    case 'not': {
      const {holds, fails} = inner(condition.of);
      return {holds: fails, fails: holds};
    }
    case 'and':
      return allOf(condition.of.map(inner));
    case 'or':
      return anyOf(condition.of.map(inner));
    default:
      return atLeast(condition.count, condition.of.map(inner));
  }
}

const ofTest = ({test}: FieldTest, known: boolean): Certain =>
  known ? {holds: test, fails: event => !test(event)} : NOTHING;

const allOf = (parts: readonly Certain[]): Certain => ({
  holds: everyOf(parts.map(({holds}) => holds)),
  fails: someOf(parts.map(({fails}) => fails)),
});

const anyOf = (parts: readonly Certain[]): Certain => ({
  holds: someOf(parts.map(({holds}) => holds)),
  fails: everyOf(parts.map(({fails}) => fails)),
});

const atLeast = (count: number, parts: readonly Certain[]): Certain => ({
  holds: reaches(
    count,
    parts.map(({holds}) => holds),
  ),
  // Too few are left when this many fail.
  fails: reaches(
    parts.length - count + 1,
    parts.map(({fails}) => fails),
  ),
});

type Told = Predicate | undefined;

function everyOf(parts: readonly Told[]): Told {
  const told = parts.filter(part => part !== undefined);
  return told.length < parts.length ? undefined : every(told);
}

function someOf(parts: readonly Told[]): Told {
  const told = parts.filter(part => part !== undefined);
  return told.length ? some(told) : undefined;
}

function reaches(count: number, parts: readonly Told[]): Told {
  const told = parts.filter(part => part !== undefined);
  if (told.length < count) return undefined;
  return event => told.reduce((sum, part) => sum + (part(event) ? 1 : 0), 0) >= count;
}
