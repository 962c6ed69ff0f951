import {BlockList, isIP} from 'node:net';
import {RE2JS} from 're2js';
import type {ValueTest} from './fields.js';
import {ORDER} from './modifiers.js';
import {TIME_PARTS} from './time-parts.js';

/**
 * A number against a number, or against a part of a time.
 *
 * @throws Error in words when the rule's value is not a number.
 */
export function numberTest(value: unknown, modifiers: readonly string[]): ValueTest {
  const wanted = typeof value === 'string' ? undefined : toNumber(value);
  if (wanted === undefined) throw new Error(`${modifiers[0]} needs a number`);
  const compare = modifiers.map(m => ORDER[m]).find(Boolean) ?? ((a: number, b: number) => a === b);
  const part = modifiers.map(m => TIME_PARTS[m]).find(Boolean);
  const exact = toInteger(value);
  return found => {
    const number = part ? partOf(found, part) : toNumber(found);
    if (number === undefined) return false;
    // Two numbers beyond 2^53 may be one and the same to JavaScript: then the digits decide.
    if (number !== wanted || exact === undefined || Number.isSafeInteger(number)) return compare(number, wanted);
    const difference = (toInteger(found) ?? exact) - exact;
    return compare(difference > 0n ? 1 : difference < 0n ? -1 : 0, 0);
  };
}

/** A number, also one that is written in a text, in decimals: `0x10` and an empty text are texts. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const DECIMAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;

/** A whole number that a JavaScript number cannot hold exactly, to be compared as it is written. */
function toInteger(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,400}$/.test(value) ? BigInt(value) : undefined;
}

/** As the API server writes times: whatever else a date may be read from is not meant as one. */
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)?$/i;

function partOf(found: unknown, part: (time: Date) => number): number | undefined {
  const time = typeof found === 'string' && TIME.test(found) ? Date.parse(found) : Number.NaN;
  return Number.isNaN(time) ? undefined : part(new Date(time));
}

const RE_FLAGS: Readonly<Record<string, number>> = {i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL};

/** Rules ask several fields about one expression, and compiling it takes a millisecond or ten. */
const EXPRESSIONS = new Map<string, ValueTest>();
const MOST_EXPRESSIONS = 100;

/**
 * A regular expression, looked for anywhere in a text, in linear time whatever it is: rules may come from anybody.
 *
 * @throws Error of the expression's compiler, which names what it cannot take (look-arounds, back references).
 */
export function regexTest(source: string, modifiers: readonly string[]): ValueTest {
  const flags = modifiers.reduce((sum, m) => sum | (RE_FLAGS[m] ?? 0), 0);
  const key = `${flags} ${source}`;
  const known = EXPRESSIONS.get(key) ?? findsIn(RE2JS.compile(source, flags));
  if (EXPRESSIONS.size >= MOST_EXPRESSIONS) EXPRESSIONS.clear();
  EXPRESSIONS.set(key, known);
  return known;
}

function findsIn(regex: RE2JS): ValueTest {
  // The same few values come again and again, and the engine that keeps to linear time is a slow one.
  const answers = new Map<string, boolean>();
  return found => {
    if (found === undefined || found === null || typeof found === 'object') return false;
    const text = String(found);
    if (text.length > REMEMBERED_LENGTH) return regex.matcher(text).find();
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= REMEMBERED) answers.clear();
    const answer = regex.matcher(text).find();
    answers.set(text, answer);
    return answer;
  };
}

/** Answers that an expression remembers, and the longest text that it does so for. */
const REMEMBERED = 1000;
const REMEMBERED_LENGTH = 300;

/**
 * An address in any of several networks; one without a length is itself alone.
 *
 * @throws Error in words for anything else.
 */
export function cidrTest(texts: readonly string[]): ValueTest {
  const networks = new BlockList();
  for (const text of texts) addNetwork(networks, text);
  return found => {
    const family = typeof found === 'string' ? isIP(found) : 0;
    return family > 0 && networks.check(String(found), family === 6 ? 'ipv6' : 'ipv4');
  };
}

function addNetwork(networks: BlockList, text: string): void {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const width = version === 6 ? 128 : 32;
  const length = bits === undefined ? width : Number(bits);
  if (!version || more.length || !/^\d*$/.test(bits ?? '') || bits === '' || length > width) {
    throw new Error(`"${text}" is not a network such as 10.0.0.0/8`);
  }
  networks.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
}
