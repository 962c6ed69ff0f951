import {z} from 'zod';
import type {Clock} from '../../lib/clock.js';
import type {ReadRule} from '../elasticsearch/investigate/against-rule.js';
import type {Source} from '../source.js';
import type {Store} from '../store/store.js';

/** Where ElastAlert2 keeps its books, and which of its rules count. */
export interface Books {
  store: Store;
  /** `writeback_index`: alerts are in it, runs in `_status`, silences in `_silence`, errors in `_error`. */
  index: string;
  claims: Source['claims'];
  clock: Clock;
  /** The rules whose files are named. */
  rules(): readonly ReadRule[];
}

/** One run of a rule, and the window of time that it looked through. */
export const Run = z.looseObject({
  '@timestamp': z.string(),
  rule_name: z.string(),
  starttime: z.string(),
  endtime: z.string(),
  hits: z.number(),
  matches: z.number(),
});
export type Run = z.output<typeof Run>;
