import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {firstBadByte} from '../text/utf8.js';
import {unlessOutOfFiles} from './open-files.js';

/** Far more than people write by hand, and read within seconds. */
export const LARGEST_BYTES = 4 * 1024 * 1024;
/** How long a pipe may take to say something, and how often it is asked. */
const PIPE_WAIT_MS = 5000;
const PIPE_STEP_MS = 20;

const NOT_THERE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a symbolic link that leads to itself',
  ENAMETOOLONG: 'is too long for the name of a file',
};

/**
 * The text of a file that people write, or of a pipe. Whatever a path leads to, no more of it is read than a text of
 * theirs may hold, and nobody waits for a pipe into which nothing is written.
 *
 * @throws Error whose message says what is wrong with the file, without its name.
 * @throws DrillError (exit code 3) when no more files may be opened.
 */
export function readText(file: string, mostBytes = LARGEST_BYTES): string {
  return decoded(readBounded(file, mostBytes));
}

function readBounded(file: string, mostBytes: number): Buffer {
  let fd: number | undefined;
  try {
    // A pipe would be waited for until somebody opens its other end.
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isDirectory()) throw Object.assign(new Error(), {code: 'EISDIR'});
    return readAll(fd, mostBytes);
  } catch (error) {
    unlessOutOfFiles(error);
    const {code, message} = error as NodeJS.ErrnoException;
    const known = code === undefined ? undefined : NOT_THERE[code];
    throw new Error(known ? `${known} (${code})` : message, {cause: error});
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Where each piece is read to before it is kept: to make room for it anew takes longer than to read most files. */
let piece: Buffer | undefined;

function readAll(fd: number, mostBytes: number): Buffer {
  piece ??= Buffer.allocUnsafeSlow(64 * 1024);
  const chunks: Buffer[] = [];
  let total = 0;
  let waitedMs = 0;
  for (;;) {
    const read = readNow(fd, piece);
    if (read === 0) return Buffer.concat(chunks);
    if (read === undefined) {
      if (waitedMs >= PIPE_WAIT_MS) throw new Error(`says nothing for ${PIPE_WAIT_MS / 1000} seconds`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_STEP_MS);
      waitedMs += PIPE_STEP_MS;
      continue;
    }
    total += read;
    if (total > mostBytes) throw new Error(`is larger than ${mostBytes / 1024 / 1024} MiB`);
    chunks.push(Buffer.from(piece.subarray(0, read)));
  }
}

/** Bytes that are there by now; 0 at the end, undefined when a pipe has none yet. */
function readNow(fd: number, into: Buffer): number | undefined {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

/** What stands in a file is not text. */
export class NotText extends Error {
  constructor(
    message: string,
    /** Where, counted from 1. */
    readonly place = {line: 1, column: 1},
  ) {
    super(message);
  }
}

/** A letter that nobody writes: files that are not text have some near their beginning. */
const isControl = (byte: number): boolean => byte < 0x09 || (byte > 0x0d && byte < 0x1b);

/** UTF-8, or UTF-16 with a byte order mark, as YAML has it. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const bad = firstBadByte(bytes);
  const isBinary = bytes.includes(0) || (bad !== undefined && bytes.subarray(0, 8192).some(isControl));
  if (isBinary) throw new NotText('is a binary file, not text');
  if (bad) throw new NotText('this byte is not UTF-8: save the file as UTF-8', bad);
  return bytes.toString('utf8');
}
