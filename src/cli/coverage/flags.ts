import type {Stack} from '../../sources/stack/load.js';
import {countFlag, durationFlag} from '../number-flags.js';

/** Beyond this many markers, a probe would be a load test. */
const LINES = {least: 1, most: 10_000};
/** What counts as in time when neither flag nor stack file says so. */
const USUAL_WITHIN_MS = 30_000;

/**
 * The number of markers that `--lines` asks for.
 *
 * @throws DrillError (exit code 2) when it is none.
 */
export const linesFlag = (text: string): number => countFlag('--lines', text, LINES);

/**
 * What counts as in time, in milliseconds: `--within`, else what the stack promises for `collected`.
 *
 * @throws DrillError (exit code 2) when the flag is not a duration above 0.
 */
export const withinFlag = (text: string | undefined, stack: Stack | undefined): number =>
  text === undefined ? (stack?.sla.collected ?? USUAL_WITHIN_MS) : durationFlag('--within', text, '1ms');
