import type {Predicate} from '../rule-set.js';
import {TRANSFORMATIONS} from './encodings.js';
import {fieldReference} from './field-reference.js';
import {fieldAt, type ValueTest} from './fields.js';
import {contains, KEYWORDS, someText} from './keywords.js';
import {isOnList, type Kind, kindOf, needsText} from './modifiers.js';
import {compilePatterns, literalPattern, type Pattern, parsePattern} from './pattern.js';
import {expandPlaceholders, type Placeholders} from './placeholders.js';
import {cidrTest, numberTest, regexTest} from './typed-values.js';

/** What a comparison is compiled with beside the rule's own words. */
export interface CompileOptions {
  /** Values for `expand`. */
  placeholders?: Placeholders;
  /** The field that is meant by another, for rules written for some other pipeline. */
  repair?: (field: string, values: readonly unknown[]) => string | undefined;
}

/**
 * Compiles the comparison of one field, or of the whole event where the field is `KEYWORDS`: its modifiers and values.
 *
 * @throws Error with what is wrong, in words: the caller knows the place.
 */
export function compileComparison(
  field: string,
  modifiers: readonly string[],
  values: readonly unknown[],
  options: CompileOptions,
): Predicate {
  const kind = kindOf(modifiers);
  checkValues(modifiers, values);
  if (field === KEYWORDS && !['text', 're'].includes(kind)) throw new Error(`${modifiers.join('|')} needs a field`);
  const holds = compiled(field, kind, modifiers, values, options);
  // Not equal: no element of the field, and an absent field, may be one of the values.
  return modifiers.includes('neq') ? event => !holds(event) : holds;
}

/** Refuses what would be ignored, or taken for something else than what it says. */
function checkValues(modifiers: readonly string[], values: readonly unknown[]): void {
  if (!values.length) throw new Error('there is no value');
  if (values.length > 1 && values.includes(null)) {
    throw new Error(
      'null stands alone: make the selection a list of maps, one with null and one with the other values',
    );
  }
  if (values.length === 1 && modifiers.includes('all'))
    throw new Error('all is about several values, and there is one');
  if (values.length > MOST_TRIED && (modifiers.includes('re') || modifiers.includes('fieldref'))) {
    throw new Error(TOO_MANY);
  }
  if (values.some(value => typeof value === 'number' && !Number.isFinite(value))) throw new Error(NOT_A_VALUE);
  const textual = needsText(modifiers);
  const odd = values.find(value => typeof value !== 'string' && typeof value !== 'object');
  if (textual !== undefined && odd !== undefined) {
    throw new Error(`${textual} takes texts: if ${String(odd)} is meant as one, quote it`);
  }
}

function compiled(
  path: string,
  kind: Kind,
  modifiers: readonly string[],
  values: readonly unknown[],
  options: CompileOptions,
): Predicate {
  const field = fieldAt(path);
  if (kind === 'exists') {
    const wanted = onlyBoolean(values);
    return event => field.exists(event) === wanted;
  }
  if (kind === 'fieldref') return fieldReference(path, modifiers, values);
  // An expression may be anchored: it is asked of each value; words are contained in the message, or nowhere.
  const asks = path !== KEYWORDS ? field.some : kind === 're' ? someText : contains;
  const groups = modifiers.includes('all') ? values.map(value => [value]) : [values];
  const tests = groups.map(group => valueTest(path, kind, modifiers, group, options));
  const [only] = tests;
  return only && tests.length === 1 ? event => asks(event, only) : event => tests.every(test => asks(event, test));
}

function onlyBoolean(values: readonly unknown[]): boolean {
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'boolean') throw new Error('exists takes one value, true or false');
  return value;
}

/** One question that holds when any of the values fits. */
function valueTest(
  path: string,
  kind: Kind,
  modifiers: readonly string[],
  values: readonly unknown[],
  options: CompileOptions,
): ValueTest {
  if (kind === 'number') return anyOf(values.map(value => numberTest(value, modifiers)));
  const expand = (text: string) =>
    modifiers.includes('expand') ? expandPlaceholders(text, options.placeholders ?? {}) : [text];
  if (kind === 're') {
    const expressions = values.map(textOf).flatMap(expand);
    if (expressions.length > MOST_TRIED) throw new Error(TOO_MANY);
    return anyOf(expressions.map(text => regexTest(text, modifiers)));
  }
  if (kind === 'cidr') return cidrTest(values.map(textOf).flatMap(expand));
  const plain = modifiers.every(isOnList);
  const wantsNull = values.includes(null);
  if (wantsNull && !(plain && path !== KEYWORDS)) throw new Error('null takes no modifier but neq');
  const texts = values.filter(value => value !== null).flatMap(value => patternsOf(value, expand));
  const patterns = transformed(texts, path === KEYWORDS ? [...modifiers, 'contains'] : modifiers);
  const matches = compilePatterns(patterns, modifiers.includes('cased'));
  return found => {
    if (found === undefined || found === null) return wantsNull;
    return typeof found === 'string' ? matches(found) : typeof found !== 'object' && matches(String(found));
  };
}

const anyOf = (tests: readonly ValueTest[]): ValueTest => {
  const [only] = tests;
  return only && tests.length === 1 ? only : found => tests.some(test => test(found));
};

const NOT_A_VALUE = 'a value must be a text, a number, true, false or null';

function textOf(value: unknown): string {
  if (typeof value === 'object') throw new Error(NOT_A_VALUE);
  return String(value);
}

/** Numbers and truth values compare as their texts: in JSON from some pipelines they are texts. */
const patternsOf = (value: unknown, expand: (text: string) => string[]): Pattern[] =>
  typeof value === 'string' ? expand(value).map(parsePattern) : [literalPattern(textOf(value))];

/** What the values of a comparison may become, with every dash of `windash` and every offset of an encoding. */
const MOST_PATTERNS = 20_000;
/** Expressions and references can only be tried one after the other. */
const MOST_TRIED = 1000;
const TOO_MANY = `there are more than ${MOST_TRIED} values: make one expression of several, or several rules`;

/** Every value as its modifiers make it, one after the other: some make several texts of one. */
function transformed(patterns: readonly Pattern[], modifiers: readonly string[]): readonly Pattern[] {
  let made = patterns;
  for (const [i, modifier] of modifiers.entries()) {
    const transform = TRANSFORMATIONS[modifier];
    if (!transform) continue;
    const next: Pattern[] = [];
    for (const pattern of made) {
      for (const text of transform(pattern, modifiers.slice(0, i))) next.push(text);
      if (next.length > Math.max(patterns.length, MOST_PATTERNS)) {
        throw new Error(`${modifiers.slice(0, i + 1).join('|')} makes more than ${MOST_PATTERNS} texts of the values`);
      }
    }
    made = next;
  }
  return made;
}
