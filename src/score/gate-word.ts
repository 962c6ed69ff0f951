import type {GateResult} from './gates.js';

/** What became of a gate, in a word: one that nobody can decide does not hold, and is not known to have failed either. */
export const gateWord = ({held, undecided}: GateResult): 'held' | 'failed' | 'undecided' =>
  held ? 'held' : undecided ? 'undecided' : 'failed';

/** The name of its mark. */
export const gateSymbol = ({held, undecided}: GateResult): 'ok' | 'missed' | 'unknown' =>
  held ? 'ok' : undecided ? 'unknown' : 'missed';

/** The word as people should meet it: only what held is not in capitals. */
export const gateShout = (gate: GateResult): string => (gate.held ? 'held' : gateWord(gate).toUpperCase());
