/** One stored record in which a marker stands. */
export interface LogRecord {
  /** Where it is, as people search for it. */
  ref: string;
  /** All of it as text: the marker may stand in any of its fields. */
  text: string;
  /** Its fields, or the labels of its stream. */
  fields: unknown;
}

/** Where a log is kept, as far as a marker is looked for there. */
export interface LogPlace {
  /** Id of the source whose server it is. */
  readonly id: string;
  /** In words: the index or the query. */
  readonly where: string;
  /** Milliseconds between two questions. */
  readonly everyMs: number;
  /**
   * The records with a marker that no earlier call has returned.
   *
   * @throws Error in words, when it cannot be asked.
   */
  find(marker: string, signal: AbortSignal): Promise<LogRecord[]>;
  /** Why records with a marker are there and yet not found by time; undefined when there are none. */
  astray?(marker: string, signal: AbortSignal): Promise<string | undefined>;
}
