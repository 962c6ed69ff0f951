import {BlockList, isIP} from 'node:net';
import {RE2JS} from 're2js';
import type {ValueTest} from './fields.js';
import {ORDER} from './modifiers.js';
import {TIME_PARTS} from './time-parts.js';

/**
 * A number against a number, or against a part of a time.
 *
 * @throws Error in words when the rule's value is no number.
 */
export function numberTest(value: unknown, modifiers: readonly string[]): ValueTest {
  const wanted = toNumber(value);
  if (wanted === undefined) throw new Error(`${modifiers[0]} needs a number`);
  const compare = modifiers.map(m => ORDER[m]).find(Boolean) ?? ((a: number, b: number) => a === b);
  const part = modifiers.map(m => TIME_PARTS[m]).find(Boolean);
  return found => {
    const number = part ? partOf(found, part) : toNumber(found);
    return number !== undefined && compare(number, wanted);
  };
}

/** A number, also one that is written in a text. */
export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function partOf(found: unknown, part: (time: Date) => number): number | undefined {
  const time = typeof found === 'string' ? Date.parse(found) : Number.NaN;
  return Number.isNaN(time) ? undefined : part(new Date(time));
}

const RE_FLAGS: Readonly<Record<string, number>> = {i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL};

/**
 * A regular expression, looked for anywhere in a text, in linear time whatever it is: rules may come from anybody.
 *
 * @throws Error of the expression's compiler, which names what it cannot take (look-arounds, back references).
 */
export function regexTest(source: string, modifiers: readonly string[]): ValueTest {
  const regex = RE2JS.compile(
    source,
    modifiers.reduce((sum, m) => sum | (RE_FLAGS[m] ?? 0), 0),
  );
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
 * An address in a network; one without a length is itself alone.
 *
 * @throws Error in words for anything else.
 */
export function cidrTest(text: string): ValueTest {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const width = version === 6 ? 128 : 32;
  const length = bits === undefined ? width : Number(bits);
  if (!version || more.length || !/^\d*$/.test(bits ?? '') || bits === '' || length > width) {
    throw new Error(`"${text}" is no network such as 10.0.0.0/8`);
  }
  const network = new BlockList();
  network.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  return found => {
    const family = typeof found === 'string' ? isIP(found) : 0;
    return family > 0 && network.check(String(found), family === 6 ? 'ipv6' : 'ipv4');
  };
}
