import {parseDuration} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import type {Stack} from '../../sources/stack/load.js';

/** Beyond so many, a probe would be a load test. */
const MOST_LINES = 10_000;
/** What counts as in time when neither flag nor stack file says so. */
const USUAL_WITHIN_MS = 30_000;

/**
 * The number of markers that `--lines` asks for.
 *
 * @throws DrillError (exit code 2) when it is none.
 */
export function linesFlag(text: string): number {
  const lines = Number(text);
  if (Number.isInteger(lines) && lines >= 1 && lines <= MOST_LINES) return lines;
  throw usageError(`--lines ${text} is not a whole number from 1 to ${MOST_LINES}`);
}

/**
 * What counts as in time, in milliseconds: `--within`, else what the stack promises for `collected`.
 *
 * @throws DrillError (exit code 2) when the flag is no duration.
 */
export function withinFlag(text: string | undefined, stack: Stack | undefined): number {
  if (text === undefined) return stack?.sla.collected ?? USUAL_WITHIN_MS;
  const ms = parseDuration(text);
  if (ms) return ms;
  throw usageError(`--within ${text} is not a duration`, ['write a number above 0 and a unit: 500ms, 30s, 2m']);
}
