import {createHash} from 'node:crypto';
import type {Roll} from '../../events/table.js';

/** From here on a look succeeds, and what following the written procedure adds: as in Backdoors & Breaches. */
export const NEEDS = 11;
export const WRITTEN_BONUS = 3;

/** The n-th roll of a table: the same seed rolls the same. */
export function rolled(seed: number, n: number, isWritten: boolean): Roll {
  const number = createHash('sha256').update(`${seed} roll ${n}`).digest().readUInt32BE(0);
  return {die: 1 + (number % 20), bonus: isWritten ? WRITTEN_BONUS : 0, needs: NEEDS};
}

export const isSuccess = ({die, bonus, needs}: Roll): boolean => die + bonus >= needs;
