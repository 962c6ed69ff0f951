import {LONGEST_DURATION, parseDuration} from '../lib/duration.js';
import {usageError} from '../lib/errors.js';

/** The numbers that a flag takes, both ends among them. */
export interface Range {
  least: number;
  most: number;
}

/** What `--seed` takes. */
export const SEED: Range = {least: 0, most: 9999};

/**
 * The whole number that a flag was given, in decimal digits.
 *
 * @throws DrillError (exit code 2) that names the range, when it is not one in it.
 */
export function countFlag(name: string, text: string, {least, most}: Range): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usageError(`${name} ${text} is not a whole number from ${least} to ${most}`);
}

/**
 * The number that a flag was given, whole or decimal.
 *
 * @throws DrillError (exit code 2) that names the range, when it is not one in it.
 */
export function numberFlag(name: string, text: string, {least, most}: Range): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usageError(`${name} ${text} is not a number from ${least} to ${most}`);
}

/**
 * Milliseconds of the duration that a flag was given.
 *
 * @throws DrillError (exit code 2) that names the range, when it is not one in it.
 */
export function durationFlag(name: string, text: string, least = '0ms', most: string = LONGEST_DURATION): number {
  const ms = parseDuration(text) ?? Number.NaN;
  if (ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration(most) ?? 0)) return ms;
  throw usageError(`${name} ${text} is not a duration from ${least} to ${most}`, [
    'write a number and a unit: 250ms, 30s, 2m',
  ]);
}

const MOST_DAYS = 99_999;

/**
 * The number of days that a flag was given: `400d`.
 *
 * @throws DrillError (exit code 2) for anything else, and for none.
 */
export function daysFlag(name: string, text: string): number {
  const days = Number(/^(\d{1,5})d$/.exec(text)?.[1] ?? 0);
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw usageError(`${name} ${text} is not a number of days`, [`write ${name} 400d`]);
}
