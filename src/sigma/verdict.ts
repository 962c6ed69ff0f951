import {KEYWORDS} from './keywords.js';
import type {Condition, EventRule, FieldTest, Selection} from './rule-set.js';

/** Whether something holds, when not everything is known; undefined when it depends on what is not. */
export type Verdict = boolean | undefined;

/** Asks about something of which so much is known. */
export type Judge<Known> = (known: Known) => Verdict;

/**
 * Compiles the question whether a rule matches an event of which a part is known. Both answers are certain: true and
 * false hold however the rest of the event may be.
 *
 * @param judgeOf answers single comparisons, as far as they are known
 */
export const judgeOfRule = <K>(rule: EventRule, judgeOf: (test: FieldTest) => Judge<K>): Judge<K> =>
  any(rule.conditions.map(condition => ofCondition(condition, rule.selections, judgeOf)));

/** The one field that a comparison depends on; undefined when it looks elsewhere as well. */
export const onlyField = ({field, modifiers}: FieldTest): string | undefined =>
  field === KEYWORDS || modifiers.includes('fieldref') ? undefined : field;

function ofCondition<K>(
  condition: Condition,
  selections: ReadonlyMap<string, Selection>,
  judgeOf: (test: FieldTest) => Judge<K>,
): Judge<K> {
  const inner = (part: Condition) => ofCondition(part, selections, judgeOf);
  switch (condition.type) {
    case 'selection': {
      const alternatives = selections.get(condition.name)?.alternatives ?? [];
      return any(alternatives.map(tests => all(tests.map(judgeOf))));
    }
    case 'not':
      return not(inner(condition.of));
    case 'and':
      return all(condition.of.map(inner));
    case 'or':
      return any(condition.of.map(inner));
    default:
      return atLeast(condition.count, condition.of.map(inner));
  }
}

function not<K>(judge: Judge<K>): Judge<K> {
  return known => {
    const verdict = judge(known);
    return verdict === undefined ? undefined : !verdict;
  };
}

/** True when all are, false when one is. */
function all<K>(judges: readonly Judge<K>[]): Judge<K> {
  return known => {
    let verdict: Verdict = true;
    for (const judge of judges) {
      const one = judge(known);
      if (one === false) return false;
      if (one === undefined) verdict = undefined;
    }
    return verdict;
  };
}

/** True when one is, false when all are. */
function any<K>(judges: readonly Judge<K>[]): Judge<K> {
  return known => {
    let verdict: Verdict = false;
    for (const judge of judges) {
      const one = judge(known);
      if (one === true) return true;
      if (one === undefined) verdict = undefined;
    }
    return verdict;
  };
}

function atLeast<K>(count: number, judges: readonly Judge<K>[]): Judge<K> {
  return known => {
    const verdicts = judges.map(judge => judge(known));
    const certain = verdicts.filter(verdict => verdict === true).length;
    const possible = verdicts.filter(verdict => verdict !== false).length;
    return certain >= count ? true : possible < count ? false : undefined;
  };
}
