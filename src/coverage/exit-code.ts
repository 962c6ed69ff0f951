import {EXIT} from '../lib/errors.js';
import type {CoverageResult} from './result.js';
import type {State} from './words.js';

const WRONG: readonly State[] = ['late', 'lossy', 'missing'];

/**
 * The exit code of a coverage run. What is known to be wrong wins over what is not known; where nothing was tried,
 * nothing is known.
 */
export function exitCodeOf({logs, left}: Pick<CoverageResult, 'logs' | 'left'>): number {
  const states = logs.map(trace => trace.state);
  if (left.length || states.some(state => WRONG.includes(state))) return EXIT.missed;
  const unknown = states.includes('not observable') || states.every(state => state === 'skipped');
  return unknown ? EXIT.inconclusive : EXIT.ok;
}
