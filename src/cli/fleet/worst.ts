import {EXIT} from '../../lib/errors.js';

/** A run that was stopped, and a bug, are above all; then what is known to be wrong, then what is not known. */
const ORDER: readonly number[] = [
  ...[EXIT.interrupted, EXIT.terminated, EXIT.bug, EXIT.missed, EXIT.usage, EXIT.environment, EXIT.inconclusive],
];

/** The exit code of several. */
export const worstOf = (codes: readonly number[]): number => ORDER.find(code => codes.includes(code)) ?? EXIT.ok;
