import {literalOf, parsePattern} from './pattern.js';
import type {Condition, EventRule, FieldTest, Selection} from './rule-set.js';

/** Stands for an absent field among required values. */
export const ABSENT = '';

/**
 * The values of a field, in lower case, one of which an event must have for the rule to match at all; undefined when
 * the rule does not require any. It may name too much, never too little: an index built on it loses no match.
 */
export function requiredValues(rule: EventRule, field: string): ReadonlySet<string> | undefined {
  return union(rule.conditions.map(condition => ofCondition(condition, rule.selections, field)));
}

type Values = ReadonlySet<string> | undefined;

function ofCondition(condition: Condition, selections: ReadonlyMap<string, Selection>, field: string): Values {
  switch (condition.type) {
    case 'not':
      return undefined;
    case 'or':
    case 'atLeast':
      // At least one part holds, whichever it is.
      return union(condition.of.map(part => ofCondition(part, selections, field)));
    case 'and':
      // Every part must hold, so any one that requires something will do; the shortest list is the best index.
      return smallest(condition.of.map(part => ofCondition(part, selections, field)));
    default: {
      const alternatives = selections.get(condition.name)?.alternatives ?? [];
      return union(alternatives.map(tests => smallest(tests.map(test => ofTest(test, field)))));
    }
  }
}

function ofTest({modifiers, values, ...test}: FieldTest, field: string): Values {
  if (test.field !== field || modifiers.some(m => m !== 'cased')) return undefined;
  const texts = values.map(value =>
    value === null ? ABSENT : typeof value === 'string' ? literalOf(parsePattern(value)) : String(value),
  );
  return texts.every(text => text !== undefined) ? new Set(texts.map(text => text.toLowerCase())) : undefined;
}

/** All alternatives must require something, or the whole requires nothing. */
function union(parts: readonly Values[]): Values {
  if (!parts.length || parts.some(part => part === undefined)) return undefined;
  return new Set(parts.flatMap(part => [...(part ?? [])]));
}

function smallest(parts: readonly Values[]): Values {
  const known = parts.filter(part => part !== undefined);
  return known.sort((a, b) => a.size - b.size)[0];
}
