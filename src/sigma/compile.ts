import {parseCondition} from './condition.js';
import {allTexts} from './fields.js';
import {compilePattern} from './pattern.js';
import type {Condition, FieldTest, Predicate, Selection} from './rule-set.js';
import {compileComparison, type Placeholders} from './values.js';

/** A detection, compiled: its selections, its conditions and the question whether any of them holds. */
export interface Detection {
  selections: ReadonlyMap<string, Selection>;
  conditions: readonly Condition[];
  test: Predicate;
}

/** Says where in a detection something is wrong; compiling goes on with the rest. */
export type Complain = (path: readonly PropertyKey[], message: string) => void;

/** Compiles the map under `detection` (or `filter`) once, to closures; undefined when anything in it is wrong. */
export function compileDetection(
  detection: Readonly<Record<string, unknown>>,
  placeholders: Placeholders,
  complain: Complain,
): Detection | undefined {
  let wrong = false;
  const fail: Complain = (path, message) => {
    wrong = true;
    complain(path, message);
  };
  const selections = new Map<string, Selection>();
  for (const [name, body] of Object.entries(detection)) {
    if (name === 'condition' || name === 'timeframe') continue;
    selections.set(name, compileSelection(name, body, placeholders, fail));
  }
  const texts = [detection.condition].flat().filter(text => typeof text === 'string');
  if (!texts.length) fail(['condition'], 'there is no condition');
  const conditions = texts.flatMap(text => {
    try {
      return [parseCondition(text, [...selections.keys()])];
    } catch (error) {
      fail(['condition'], (error as Error).message);
      return [];
    }
  });
  if (wrong) return undefined;
  const tests = conditions.map(condition => compileCondition(condition, selections));
  return {selections, conditions, test: any(tests)};
}

function compileSelection(name: string, body: unknown, placeholders: Placeholders, complain: Complain): Selection {
  const items = Array.isArray(body) ? body : [body];
  const keywords = items.filter(item => typeof item !== 'object' || item === null);
  const alternatives = items.flatMap((item, index) => {
    if (typeof item !== 'object' || item === null) return [];
    const path = Array.isArray(body) ? [name, index] : [name];
    return [compileMap(item as Record<string, unknown>, path, placeholders, complain)];
  });
  if (keywords.length) alternatives.push([keywordTest(keywords)]);
  if (!alternatives.length) complain([name], `${name} is empty`);
  const tests = alternatives.map(fields => all(fields.map(f => f.test)));
  return {name, alternatives, test: any(tests)};
}

function compileMap(
  map: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  placeholders: Placeholders,
  complain: Complain,
): FieldTest[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const [field = '', ...modifiers] = key.split('|');
    const values = Array.isArray(value) ? value : [value];
    try {
      const test =
        field === '' || field === 'keywords'
          ? keywordTest(values, modifiers.includes('all')).test
          : compileComparison(field, modifiers, values, placeholders);
      return [{field: field || 'keywords', modifiers, values, wanted: words(modifiers, values), test}];
    } catch (error) {
      complain([...path, key], `${key}: ${(error as Error).message}`);
      return [];
    }
  });
}

function keywordTest(values: readonly unknown[], every = false): FieldTest {
  const matchers = values.map(value => compilePattern(`*${String(value)}*`, false));
  const test: Predicate = event => {
    const texts = allTexts(event);
    const found = (matches: (text: string) => boolean) => texts.some(matches);
    return every ? matchers.every(found) : matchers.some(found);
  };
  return {field: 'keywords', modifiers: every ? ['all'] : [], values, wanted: words([], values), test};
}

function words(modifiers: readonly string[], values: readonly unknown[]): string {
  const joined = values
    .map(value => (value === null ? 'absent' : String(value)))
    .join(modifiers.includes('all') ? ' and ' : ' or ');
  return [...modifiers.filter(m => m !== 'all'), joined].join(' ');
}

function compileCondition(condition: Condition, selections: ReadonlyMap<string, Selection>): Predicate {
  if (condition.type === 'selection') {
    const selection = selections.get(condition.name);
    return selection ? selection.test : () => false;
  }
  if (condition.type === 'not') {
    const inner = compileCondition(condition.of, selections);
    return event => !inner(event);
  }
  const parts = condition.of.map(part => compileCondition(part, selections));
  return condition.type === 'and' ? all(parts) : any(parts);
}

function all(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return only && tests.length === 1 ? only : event => tests.every(test => test(event));
}

function any(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return only && tests.length === 1 ? only : event => tests.some(test => test(event));
}
