import {ContainerLines} from './container-lines.js';
import {decodeLines, TextReader} from './decode.js';
import {type LogRecord, RecordReader} from './records.js';

/** The records of one log, from its bytes: decoded, parted into records, and put together where a runtime cut them. */
export class LogReader {
  readonly #text;
  readonly #records;
  readonly #container = new ContainerLines();

  constructor(
    name: string,
    readonly longest: number,
  ) {
    this.#text = new TextReader(name);
    this.#records = new RecordReader(longest);
  }

  /** The lines that have ended. */
  get line(): number {
    return this.#records.line;
  }

  /** Whether what comes next can be read by `readLines` instead, to the same records. */
  get isBetweenRecords(): boolean {
    return this.#text.isUtf8 && this.#records.isBetweenRecords && this.#container.isWhole;
  }

  /** The records that end in the next bytes. @throws DrillError (exit code 2) for a binary file. */
  take(bytes: Uint8Array): LogRecord[] {
    return this.#join(this.#records.take(this.#text.take(bytes)));
  }

  /** Passes over lines that `readLines` has read. */
  skip(lines: number): void {
    this.#records.skip(lines);
  }

  /** What the log ends with. */
  end(): LogRecord[] {
    const rest = this.#text.end();
    return [
      ...this.#join([...(rest === '' ? [] : this.#records.take(rest)), ...this.#records.end()]),
      ...this.#container.rest(),
    ];
  }

  #join = (records: readonly LogRecord[]): LogRecord[] => this.#container.join(records, this.longest);
}

/**
 * The records of whole lines in UTF-8, wherever in a log they stand; undefined where the last of them goes on behind
 * the lines, so that they cannot be read on their own.
 *
 * @param line the lines before them
 */
export function readLines(lines: Uint8Array, line: number, longest: number): LogRecord[] | undefined {
  const [records, container] = [new RecordReader(longest, line), new ContainerLines()];
  const found = container.join(records.take(decodeLines(lines)), longest);
  return records.isBetweenRecords && container.isWhole ? found : undefined;
}
