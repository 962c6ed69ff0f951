import {DrillError, messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {ContainerLines} from './container-lines.js';
import {textOf} from './decode.js';
import {TrailingGarbage} from './gunzip.js';
import type {LogInput} from './inputs.js';
import {LONGEST_RECORD, type LogRecord, recordsOf} from './records.js';

/** Some records of one log, in its order. */
export interface LogBatch {
  /** The log's name. */
  log: string;
  records: LogRecord[];
}

/**
 * The records of recorded logs, one log after the other, however long they are. A file that ends too early, such as half
 * a gzip, gives what can be read of it and a record that says so.
 *
 * @throws DrillError (exit code 2) for a file that cannot be opened or is not a text.
 */
export async function* recordedLog(inputs: readonly LogInput[], longest = LONGEST_RECORD): AsyncGenerator<LogBatch> {
  for (const input of inputs) {
    const container = new ContainerLines();
    let last = 0;
    try {
      for await (const records of recordsOf(textOf(input), longest)) {
        last = records.at(-1)?.line ?? last;
        yield {log: input.name, records: container.join(records, longest)};
      }
      yield {log: input.name, records: container.rest()};
    } catch (error) {
      if (error instanceof DrillError) throw error;
      unlessOutOfFiles(error);
      if (error instanceof TrailingGarbage) {
        yield {log: input.name, records: [{text: '', line: last + 1, problem: error.message}]};
        continue;
      }
      if (!isPackingError(error)) throw usageError(`${input.name} cannot be read: ${messageOf(error)}`);
      const problem = `cannot be unpacked: ${messageOf(error)}`;
      yield {log: input.name, records: [{text: '', line: last + 1, problem}]};
    }
  }
}

const isPackingError = (error: unknown): boolean => /^(Z_|ZSTD_)/.test(String((error as {code?: unknown})?.code));
