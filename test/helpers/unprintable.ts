import {expect} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {notAnEvent} from '../../src/events/schema.js';
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

let tainted: readonly DrillEvent[] | undefined;

/** The synthetic drill, with `NASTY` at the end of every text that may come from outside. */
export function nastyEvents(): DrillEvent[] {
  tainted ??= drillEvents({variant: 'one missed'}).map(taintedEvent);
  return structuredClone([...tainted]);
}

/** Taints one text after the other: what makes an event invalid is a word of the program's own. */
function taintedEvent(event: DrillEvent): DrillEvent {
  const whole = structuredClone(event);
  const taint = (holder: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === 'string' && !/^[a-z]+[-:]/.test(value)) {
        holder[key] = value + NASTY;
        if (notAnEvent(whole) !== undefined) holder[key] = value;
      } else if (typeof value === 'object' && value !== null) taint(value as Record<string, unknown>);
    }
  };
  taint(whole as unknown as Record<string, unknown>);
  return whole;
}
