import {compileConditions, every} from '../match/compile.js';
import type {Condition, EventRule, FieldTest, Predicate} from '../rule-set.js';

/**
 * What is left of a rule to be asked of an event, when some comparisons are known not to rule it out: where a condition
 * needs a comparison to hold, it is then known to hold.
 *
 * @param isKnown whether a comparison was asked, of all that it depends on
 */
export function remainderOf(
  {conditions, selections, test}: EventRule,
  isKnown: (test: FieldTest) => boolean,
): Predicate {
  const [condition] = conditions;
  // Of several, any will do: then none is needed.
  return condition && conditions.length === 1 ? needed(condition) : test;

  function needed(part: Condition): Predicate {
    if (part.type === 'and') return every(part.of.map(needed));
    const alternatives = part.type === 'selection' ? (selections.get(part.name)?.alternatives ?? []) : [];
    const [tests] = alternatives;
    if (!tests || alternatives.length > 1) return compileConditions([part], selections);
    return every(tests.filter(one => !isKnown(one)).map(one => one.test));
  }
}
