import {BlockList, isIP} from 'node:net';
import {RE2JS} from 're2js';
import {ENCODINGS} from './encodings.js';
import {fieldReader} from './fields.js';
import {compilePattern, escapePattern} from './pattern.js';
import type {Predicate} from './rule-set.js';

/** Names with their values for `expand`, such as `{admins: ['alice']}`. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

type ValueTest = (value: unknown) => boolean;
type NumberTest = (found: number, wanted: number) => boolean;

const COMPARISONS: Readonly<Record<string, NumberTest>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};
const RE_FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};
const AFFIXES: Readonly<Record<string, (pattern: string) => string>> = {
  contains: pattern => `*${pattern}*`,
  startswith: pattern => `${pattern}*`,
  endswith: pattern => `*${pattern}`,
};
const KNOWN = new Set([
  ...Object.keys(COMPARISONS),
  ...Object.keys(RE_FLAGS),
  ...Object.keys(AFFIXES),
  ...Object.keys(ENCODINGS),
  ...['all', 're', 'exists', 'cased', 'cidr', 'neq', 'fieldref', 'expand'],
]);

/**
 * Compiles the comparison of one field: its modifiers and its values.
 *
 * @throws Error with what is wrong, in words: the caller knows the place.
 */
export function compileComparison(
  field: string,
  modifiers: readonly string[],
  values: readonly unknown[],
  placeholders: Placeholders,
): Predicate {
  const unknown = modifiers.find(m => !KNOWN.has(m));
  if (unknown) throw new Error(`unknown modifier "${unknown}"; known are ${[...KNOWN].join(', ')}`);
  const read = fieldReader(field);
  if (modifiers.includes('exists')) {
    const wanted = values[0] === true;
    return event => read(event).length > 0 === wanted;
  }
  if (modifiers.includes('fieldref')) {
    const others = values.map(value => fieldReader(String(value)));
    return event => read(event).some(value => others.some(other => other(event).some(o => same(value, o))));
  }
  const tests = values.flatMap(value => valueTests(value, modifiers, placeholders));
  const holds = (found: readonly unknown[], test: ValueTest) => (found.length ? found.some(test) : test(undefined));
  if (modifiers.includes('neq')) return event => !tests.some(test => holds(read(event), test));
  if (modifiers.includes('all')) {
    return event => {
      const found = read(event);
      return tests.every(test => holds(found, test));
    };
  }
  const [only] = tests;
  if (only && tests.length === 1) return event => holds(read(event), only);
  return event => {
    const found = read(event);
    return tests.some(test => holds(found, test));
  };
}

const same = (a: unknown, b: unknown): boolean => String(a).toLowerCase() === String(b).toLowerCase();

function valueTests(value: unknown, modifiers: readonly string[], placeholders: Placeholders): ValueTest[] {
  if (value === null) return [found => found === undefined || found === null];
  const comparison = modifiers.find(m => COMPARISONS[m]);
  if (comparison) return [numberTest(comparison, value)];
  if (typeof value === 'boolean') return [found => found === value || found === String(value)];
  if (typeof value === 'number') return [found => found === value || found === String(value)];
  if (typeof value !== 'string') throw new Error(`a value must be a text, a number, true, false or null`);
  return expand(value, modifiers, placeholders).map(text => textTest(text, modifiers));
}

function numberTest(comparison: string, value: unknown): ValueTest {
  const wanted = Number(value);
  const compare = COMPARISONS[comparison];
  if (!Number.isFinite(wanted) || !compare) throw new Error(`${comparison} needs a number`);
  return found => (typeof found === 'number' || typeof found === 'string') && compare(Number(found), wanted);
}

function expand(value: string, modifiers: readonly string[], placeholders: Placeholders): string[] {
  if (!modifiers.includes('expand')) return [value];
  const name = /%([^%]+)%/.exec(value)?.[1];
  if (name === undefined) return [value];
  const values = placeholders[name];
  if (!values) throw new Error(`the placeholder %${name}% has no values`);
  return values.flatMap(v => expand(value.replace(`%${name}%`, escapePattern(v)), modifiers, placeholders));
}

function textTest(value: string, modifiers: readonly string[]): ValueTest {
  if (modifiers.includes('re')) return regexTest(value, modifiers);
  if (modifiers.includes('cidr')) return cidrTest(value);
  let texts = [value];
  for (const modifier of modifiers) {
    const encode = ENCODINGS[modifier];
    if (encode) texts = texts.flatMap(encode);
  }
  const affix = modifiers.map(m => AFFIXES[m]).find(Boolean) ?? (text => text);
  const matchers = texts.map(text => compilePattern(affix(text), modifiers.includes('cased')));
  return found => isPrimitive(found) && matchers.some(matches => matches(String(found)));
}

const isPrimitive = (value: unknown): boolean => value !== undefined && value !== null && typeof value !== 'object';

/** In linear time whatever the pattern: a rule's text may come from anywhere. */
function regexTest(source: string, modifiers: readonly string[]): ValueTest {
  const flags = modifiers.reduce((sum, m) => sum | (RE_FLAGS[m] ?? 0), 0);
  const regex = RE2JS.compile(source, flags);
  return found => isPrimitive(found) && regex.matcher(String(found)).find();
}

function cidrTest(value: string): ValueTest {
  const [address = '', bits] = value.split('/');
  const family = isIP(address);
  if (!family || !/^\d+$/.test(bits ?? '')) throw new Error(`"${value}" is no network such as 10.0.0.0/8`);
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return found => {
    const kind = typeof found === 'string' ? isIP(found) : 0;
    return kind > 0 && list.check(String(found), kind === 6 ? 'ipv6' : 'ipv4');
  };
}
