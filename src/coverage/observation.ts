import type {LogName} from './words.js';

/** What the cluster itself shows of the markers, at the place where they were written. */
export type AtSource = {where: string; seen: number} | {where: string; unknown: string};

/** What a store has of the markers. */
export interface InStore {
  /** Id of the source in the stack file. */
  source: string;
  /** Index or query. */
  where: string;
  /** Number of a marker → when it was first seen, in monotonic milliseconds. */
  seen: ReadonlyMap<number, number>;
  /** Records beyond the first of a marker. */
  duplicates: number;
  /** Why it could not be asked to the end. */
  unknown?: string;
  /** Why records are there and were not found. */
  astray?: string;
}

/** Whether a record says whose line it is: in a field of its own, only in a longer text such as a path, or not at all. */
export type Attribute = 'field' | 'text' | 'absent';

/** One log source, as it was found on one way to one store. */
export interface Observation {
  log: LogName;
  /** Number of a marker → when it was written, in monotonic milliseconds. */
  written: ReadonlyMap<number, number>;
  /** Whether it is certain that they were written, without anybody having seen them at the source. */
  certain: boolean;
  source: AtSource;
  /** Absent: there is no stack, so that the way ends at the source. */
  store?: InStore;
  /** What a record says of its pod. */
  attributes?: Record<string, Attribute>;
  /** What of a marker did not come whole, in words. */
  damage: readonly string[];
}
