import {dictionary} from '../../lib/json/dictionary.js';
import type {Condition, FieldTest, Predicate, Selection} from '../rule-set.js';
import {parseCondition} from './condition.js';
import {KEYWORDS} from './keywords.js';
import {type CompileOptions, compileComparison} from './values.js';

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
  options: CompileOptions,
  complain: Complain,
): Detection | undefined {
  let wrong = false;
  const fail: Complain = (path, message) => {
    wrong = true;
    complain(path, message);
  };
  const selections = new Map<string, Selection>();
  for (const [name, body] of Object.entries(detection)) {
    if (name === 'timeframe')
      fail([name], 'timeframe is obsolete in Sigma 2: write a correlation rule with a timespan');
    else if (name !== 'condition') selections.set(name, compileSelection(name, body, options, fail));
  }
  const texts = [detection.condition].flat().filter(text => text !== undefined && text !== null);
  if (!texts.length) fail(['condition'], 'there is no condition');
  const conditions = texts.flatMap(text => {
    try {
      return [parseCondition(String(text), [...selections.keys()])];
    } catch (error) {
      fail(['condition'], (error as Error).message);
      return [];
    }
  });
  return wrong ? undefined : {selections, conditions, test: compileConditions(conditions, selections)};
}

function compileSelection(name: string, body: unknown, options: CompileOptions, complain: Complain): Selection {
  const items = Array.isArray(body) ? body : [body];
  const words = items.filter(item => typeof item !== 'object');
  const alternatives = items.flatMap((item, index) => {
    if (typeof item !== 'object') return [];
    const path = Array.isArray(body) ? [name, index] : [name];
    if (item !== null && !Array.isArray(item)) {
      return [compileMap(item as Record<string, unknown>, path, options, complain)];
    }
    complain(path, 'a selection is a map of fields, a list of such maps, or a list of words to look for');
    return [];
  });
  if (words.length) alternatives.push(compileField(KEYWORDS, words, [name], options, complain));
  if (!items.length) complain([name], `${name} is empty`);
  const tests = alternatives.map(fields => every(fields.map(f => f.test)));
  return {name, alternatives, test: some(tests)};
}

function compileMap(
  map: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  options: CompileOptions,
  complain: Complain,
): FieldTest[] {
  const entries = Object.entries(map);
  if (!entries.length) complain(path, `${path.join('.')} is empty`);
  return entries.flatMap(([key, value]) =>
    compileField(key, Array.isArray(value) ? value : [value], [...path, key], options, complain),
  );
}

/** One key of a map: a field and its modifiers, `|all` and the like without a field. */
function compileField(
  key: string,
  values: readonly unknown[],
  path: readonly PropertyKey[],
  options: CompileOptions,
  complain: Complain,
): FieldTest[] {
  const [written = KEYWORDS, ...modifiers] = key.split('|');
  const repaired = (name: string, given: readonly unknown[]) => options.repair?.(name, given) ?? name;
  const field = repaired(written, values);
  // What is compared with is a field as well.
  const meant = modifiers.includes('fieldref')
    ? values.map(value => (typeof value === 'string' ? repaired(value, []) : value))
    : values;
  try {
    const test = compileComparison(field, modifiers, meant, options);
    return [{field, key, modifiers, values: meant, wanted: words(modifiers, meant), test}];
  } catch (error) {
    complain(path, `${key || 'keywords'}: ${(error as Error).message}`);
    return [];
  }
}

function words(modifiers: readonly string[], values: readonly unknown[]): string {
  const joined = values
    .map(value => (value === null ? 'absent' : String(value)))
    .join(modifiers.includes('all') ? ' and ' : ' or ');
  const [verb = 'be', ...others] = modifiers.filter(m => m !== 'all').map(m => VERBS[m] ?? `be ${m}`);
  return [verb, ...others, joined].join(' ');
}

/** What comparisons ask of a value, behind `should`. */
const VERBS: Readonly<Record<string, string>> = dictionary({
  ...{startswith: 'start with', endswith: 'end with', contains: 'contain', re: 'match', cidr: 'be in'},
  ...{gt: 'be greater than', gte: 'be at least', lt: 'be less than', lte: 'be at most'},
});

/** The question whether any of several conditions over the same selections holds. */
export const compileConditions = (
  conditions: readonly Condition[],
  selections: ReadonlyMap<string, Selection>,
): Predicate => some(conditions.map(condition => compileCondition(condition, selections)));

function compileCondition(condition: Condition, selections: ReadonlyMap<string, Selection>): Predicate {
  if (condition.type === 'selection') return selections.get(condition.name)?.test ?? (() => false);
  if (condition.type === 'not') {
    const inner = compileCondition(condition.of, selections);
    return event => !inner(event);
  }
  const parts = condition.of.map(part => compileCondition(part, selections));
  if (condition.type === 'atLeast') {
    return event => parts.reduce((held, part) => held + (part(event) ? 1 : 0), 0) >= condition.count;
  }
  return condition.type === 'and' ? every(parts) : some(parts);
}

/** Whether all of them hold. */
export function every(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return only && tests.length === 1 ? only : event => tests.every(test => test(event));
}

/** Whether any of them holds. */
export function some(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return only && tests.length === 1 ? only : event => tests.some(test => test(event));
}
