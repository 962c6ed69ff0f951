import {readLines} from '../../../sources/recorded/log-reader.js';
import {LONGEST_RECORD} from '../../../sources/recorded/records.js';
import {type Digest, type DigestOptions, digestOf} from './digest.js';

/** Whole lines of a log in UTF-8. */
export interface LogLines {
  /** The log's name. */
  log: string;
  bytes: Uint8Array;
  /** The lines before them. */
  line: number;
}

/**
 * Digests lines of a log without knowing what is before and behind them. Undefined where that has to be known: the last
 * record goes on, or it is not known whether the first ones are in the window.
 */
export function digestLines({log, bytes, line}: LogLines, options: DigestOptions): Digest | undefined {
  const records = readLines(bytes, line, LONGEST_RECORD);
  if (!records) return undefined;
  const digest = digestOf({log, records}, {events: 0, time: undefined}, options);
  return digest.early.size || digest.leftOut ? undefined : digest;
}
