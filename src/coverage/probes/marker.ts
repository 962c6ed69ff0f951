import type {Clock} from '../../lib/clock.js';
import type {LogName} from '../words.js';

/** A marker: one word that occurs nowhere else, and a number behind it. */
export interface Marker {
  /** Letters and digits only, so that every analyser of a store takes it for one word. */
  word: string;
  /** The numbers of the markers in a text, each once. */
  numbersIn(text: string): number[];
}

/** The marker of a log source in a run. */
export function markerOf(token: string, log: LogName): Marker {
  const word = `${token.replace(/[^a-z0-9]/g, '')}${log.replace(/[^a-z]/g, '')}`;
  // `WORD n=17` in lines, `WORD-n-17` in names; JSON in JSON may have put signs of its own in between.
  const pattern = new RegExp(`${word}[ -]n[=-](\\d+)`, 'g');
  return {
    word,
    numbersIn: text => [...new Set([...text.matchAll(pattern)].map(found => Number(found[1])))],
  };
}

/** A moment of the wall clock, milliseconds since 1970, on the monotonic scale. */
export const monotonic = (clock: Clock, wallMs: number): number => clock.now() - (clock.wall().getTime() - wallMs);
