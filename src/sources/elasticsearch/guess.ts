import type {Explanation, Investigation} from '../source.js';
import type {Records} from './records.js';

/** One guess at what became of a record: its explanation when it is right. */
export type Guess = (records: Records, about: Investigation, signal: AbortSignal) => Promise<Explanation | undefined>;
