import {DrillError, messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {type Chunk, ChunkCutter} from './chunks.js';
import {bytesOf} from './decode.js';
import {TrailingGarbage} from './gunzip.js';
import type {LogInput} from './inputs.js';
import {LogReader} from './log-reader.js';
import {LONGEST_RECORD, type LogRecord} from './records.js';

/** Some records of one log, in its order. */
export interface LogBatch {
  /** The log's name. */
  log: string;
  records: LogRecord[];
}

/** A part of a log that is still to be read. Parts are read, or passed over, in their order. */
export interface UnreadPart {
  /** The log's name. */
  log: string;
  /** Undefined for what a log ends with. */
  chunk: Chunk | undefined;
  read(): LogRecord[];
  /** Takes it as read, once `readLines` has read it. */
  skip(): void;
  /** Whether `readLines` reads it to the same records; known when it is its turn. */
  isReadableAlone(): boolean;
}

/**
 * The records of recorded logs, one log after the other, however long they are. A file that ends too early, such as half
 * a gzip, gives what can be read of it and a record that says so.
 *
 * @throws DrillError (exit code 2) for a file that cannot be opened or is not a text.
 */
export async function* recordedLog(inputs: readonly LogInput[], longest = LONGEST_RECORD): AsyncGenerator<LogBatch> {
  for await (const part of unreadParts(inputs, {longest})) yield {log: part.log, records: part.read()};
}

/**
 * The same, in parts of at most `size` bytes that several threads can read at once.
 *
 * @throws DrillError (exit code 2) as `recordedLog` does, also when a part is read.
 */
export async function* unreadParts(
  inputs: readonly LogInput[],
  {longest = LONGEST_RECORD, size}: {longest?: number; size?: number} = {},
): AsyncGenerator<UnreadPart> {
  for (const input of inputs) {
    const reader = new LogReader(input.name, longest);
    const cutter = new ChunkCutter(size);
    const partOf = (chunk: Chunk): UnreadPart => ({
      ...{log: input.name, chunk},
      read() {
        const records = reader.take(chunk.bytes);
        cutter.giveBack(chunk);
        return records;
      },
      skip() {
        reader.skip(chunk.lines);
        cutter.giveBack(chunk);
      },
      isReadableAlone: () => chunk.isWhole && reader.isBetweenRecords,
    });
    const end = (read: () => LogRecord[]): UnreadPart => ({
      ...{log: input.name, chunk: undefined, read},
      ...{skip: () => {}, isReadableAlone: () => false},
    });
    try {
      for await (const bytes of bytesOf(input)) for (const chunk of cutter.take(bytes)) yield partOf(chunk);
      for (const chunk of cutter.end()) yield partOf(chunk);
      yield end(() => reader.end());
    } catch (error) {
      const problem = brokenEnd(error, input.name);
      for (const chunk of cutter.end()) yield partOf(chunk);
      yield end(() => [{text: '', line: reader.line + 1, problem}]);
    }
  }
}

/** Why a log could not be read to its end. @throws DrillError (exit code 2) where that is no fault of its packing. */
function brokenEnd(error: unknown, log: string): string {
  if (error instanceof DrillError) throw error;
  unlessOutOfFiles(error);
  if (error instanceof TrailingGarbage) return error.message;
  if (!isPackingError(error)) throw usageError(`${log} cannot be read: ${messageOf(error)}`);
  return `cannot be unpacked: ${messageOf(error)}`;
}

const isPackingError = (error: unknown): boolean => /^(Z_|ZSTD_)/.test(String((error as {code?: unknown})?.code));
