import {expect} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {drillEvents} from './events.js';

/** One of each kind that must not reach a terminal: C0, DEL, C1, order of letters, and what takes no room. */
const LETTERS =
  '\u001b]0;owned\u0007\r\b\u007f\u0085\u009b2J\u00ad\u034f\u061c\u115f\u200b\u200f\u2028\u202e\u2066\ufeff\ufff9\u{e0041}';

/** Text that a person's files, flags or servers may hold, with a line of its own. */
export const NASTY = `x${LETTERS}\nkubedrill: forged`;

/** As `NASTY`, for the name of a file. */
export const NASTY_NAME = NASTY.replaceAll('/', '');

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

/**
 * Nothing of `NASTY` is in a text as it is, line ends of our own aside; nor has it made a line of its own, where a line
 * means something.
 */
export function expectPrintable(text: string, linesMean = true): void {
  const forged = (line: string) => linesMean && line.startsWith('kubedrill: forged');
  const found = text.split('\n').filter(line => UNPRINTABLE.test(line) || forged(line));
  expect(found.map(line => JSON.stringify(line))).toEqual([]);
}

/** What the program itself chooses, and outside text never is. */
const OWN = /^(type|state|verdict|stage|stages|purpose|severity|outcome|phase|kind|at|links?|time|method|level)$/;

/** The synthetic drill, with `NASTY` at the end of every text that may come from outside. */
export const nastyEvents = (): DrillEvent[] => drillEvents({variant: 'one missed'}).map(e => tainted(e) as DrillEvent);

function tainted(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return OWN.test(key) || /^[a-z]+[-:]/.test(value) ? value : value + NASTY;
  if (Array.isArray(value)) return value.map(item => tainted(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, tainted(v, k)]));
}
