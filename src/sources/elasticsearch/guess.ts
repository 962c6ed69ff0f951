import type {Explanation, Investigation} from '../source.js';
import type {Mapping} from './mapping.js';
import type {Records} from './records.js';

/** One guess at what became of a record: its explanation when it is right. */
export type Guess = (records: Records, about: Investigation, signal: AbortSignal) => Promise<Explanation | undefined>;

/** An index as far as it decides what it takes. */
export interface Form {
  index: string;
  mapping: Mapping;
  /** Flat: `index.mapping.total_fields.limit` and its like. */
  settings: Record<string, unknown>;
}
