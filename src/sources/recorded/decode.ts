import {isAscii} from 'node:buffer';
import {closeSync, openSync, readSync} from 'node:fs';
import {pipeline, Readable, type Transform} from 'node:stream';
import {setImmediate} from 'node:timers/promises';
import {createZstdDecompress} from 'node:zlib';
import {usageError} from '../../lib/errors.js';
import {gunzipped} from './gunzip.js';
import {CHUNK, type LogInput} from './inputs.js';

/**
 * The bytes of a log, in pieces, unpacked (gzip, zstd); a hole of zeros at its begin is left out. How it is packed is
 * known by the first bytes, never by the name. A piece is good until the next is asked for.
 *
 * @throws DrillError (exit code 2) for one that is packed in another way; Error of the file system or of a file that
 *   ends too early.
 */
export async function* bytesOf(input: LogInput): AsyncGenerator<Buffer> {
  yield* withoutLeadingHole(isPlainFile(input) ? piecesOf(input.path) : await unpacked(input));
}

const isPlainFile = (input: LogInput): input is LogInput & {path: string} =>
  input.path !== undefined && unpackerOf(firstBytes(input.path), input.name) === undefined;

function firstBytes(path: string): Buffer {
  const [file, head] = [openSync(path, 'r'), Buffer.alloc(HEAD)];
  try {
    return head.subarray(0, readSync(file, head, 0, HEAD, 0));
  } finally {
    closeSync(file);
  }
}

/** A file, each piece in the same memory: memory that is new each time costs more than reading. */
async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const [file, piece] = [openSync(path, 'r'), Buffer.allocUnsafeSlow(CHUNK)];
  try {
    for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) {
      yield piece.subarray(0, size);
      // Timers and the reader of the output have their turn.
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}

/** Decodes the bytes of one log by its byte order mark, or by the zeros that UTF-16 has between Latin letters. */
export class TextReader {
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  /** Whether the decoder holds no part of a character. */
  #isBetween = false;

  /** @param name of the log, for messages */
  constructor(readonly name: string) {}

  /** Whether each line of the log can be decoded on its own, by `decodeLines`; known once something was read. */
  get isUtf8(): boolean {
    return this.#decoder?.encoding === 'utf-8';
  }

  /** @throws DrillError (exit code 2) for a binary file. */
  take(piece: Uint8Array): string {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    this.#decoder ??= new TextDecoder(encodingOf(bytes, this.name));
    const text =
      this.#isBetween && isAscii(bytes) ? bytes.toString('latin1') : this.#decoder.decode(piece, {stream: true});
    this.#isBetween = this.isUtf8 && (bytes.at(-1) ?? 0) < 0x80;
    return withoutLongHoles(text);
  }

  end(): string {
    return this.#decoder?.decode() ?? '';
  }
}

/** Whole lines of a text in UTF-8 that are not its first: there is no byte order mark. */
export function decodeLines({buffer, byteOffset, length}: Uint8Array): string {
  const lines = Buffer.from(buffer, byteOffset, length);
  // Most logs are in ASCII, which needs no decoding.
  return withoutLongHoles(
    isAscii(lines) ? lines.toString('latin1') : new TextDecoder('utf-8', {ignoreBOM: true}).decode(lines),
  );
}

/** However long a hole is, it is held as two of its bytes. */
const withoutLongHoles = (text: string): string => (text.includes('\0\0\0') ? text.replace(/\0{3,}/g, '\0\0') : text);

/**
 * A file begins with a hole of zeros where somebody emptied it while its writer went on at its old place (copytruncate).
 * Nothing has been lost there.
 */
async function* withoutLeadingHole(bytes: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let begun = false;
  for await (const piece of bytes) {
    const buffer = piece as Buffer;
    const text = begun ? 0 : buffer.findIndex(byte => byte !== 0);
    if (text < 0) continue;
    // One or three zeros are of the first letter: UTF-16 and UTF-32, the big end first.
    yield begun || text <= 3 ? buffer : buffer.subarray(text);
    begun = true;
  }
}

async function unpacked(input: LogInput): Promise<AsyncIterable<unknown>> {
  const source = input.open()[Symbol.asyncIterator]();
  const head = await headOf(source);
  const whole = Readable.from(following(head, source));
  const unpack = unpackerOf(head, input.name);
  // Errors of the source reach the one who reads the end of the pipeline.
  return typeof unpack === 'function' ? unpack(whole) : unpack ? pipeline(whole, unpack, () => {}) : whole;
}

/** Enough to know a format by: a pipe may give its first bytes one by one. */
const HEAD = 4;

async function headOf(source: AsyncIterator<unknown>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD) {
    const {done, value} = await source.next();
    if (done) break;
    head = Buffer.concat([head, Buffer.from(value as Buffer)]);
  }
  return head;
}

async function* following(head: Buffer, source: AsyncIterator<unknown>): AsyncGenerator<unknown> {
  if (head.length) yield head;
  for (;;) {
    const {done, value} = await source.next();
    if (done) return;
    yield value;
  }
}

const PACKED_OTHERWISE: readonly (readonly [format: string, bytes: readonly number[], advice: string])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04], 'unzip -p FILE'],
  ['xz', [0xfd, 0x37, 0x7a, 0x58], 'xzcat FILE'],
  ['bzip2', [0x42, 0x5a, 0x68], 'bzcat FILE'],
];

type Unpacker = Transform | ((bytes: AsyncIterable<unknown>) => AsyncIterable<Buffer>);

function unpackerOf(head: Buffer, name: string): Unpacker | undefined {
  if (startsWith(head, [0x1f, 0x8b])) return gunzipped;
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return createZstdDecompress();
  const other = PACKED_OTHERWISE.find(([, bytes]) => startsWith(head, bytes));
  if (other) throw usageError(`${name} is packed with ${other[0]}`, [`unpack it: ${other[2]} | kubedrill … --log -`]);
  return undefined;
}

const startsWith = (head: Buffer, bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);

/** A byte order mark is dropped by the decoder. */
function encodingOf(first: Buffer, name: string): string {
  if (isUtf32(first)) throw usageError(`${name} is in UTF-32`, [CONVERT]);
  if (startsWith(first, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(first, [0xfe, 0xff])) return 'utf-16be';
  const zero = first.subarray(0, 4096).indexOf(0);
  if (zero < 0) return 'utf-8';
  if (zero === 1) return 'utf-16le';
  if (zero === 0 && first[1] !== 0) return 'utf-16be';
  if (first.toString('latin1', 257, 262) === 'ustar')
    throw usageError(`${name} is packed with tar`, ['unpack it: tar -xOf FILE | kubedrill … --log -']);
  // Text has holes of zeros where a machine stopped while it was written. It has no other control characters.
  if (!first.subarray(0, 4096).some(isControl)) return 'utf-8';
  throw usageError(`${name} is a binary file, not an audit log`);
}

const CONVERT = 'convert it: iconv -f UTF-32 -t UTF-8 FILE | kubedrill … --log -';

/** By its byte order mark, or by the three zeros that it has beside each Latin letter. */
const isUtf32 = ([a, b, c, d, e]: Buffer): boolean =>
  a === 0 && b === 0 ? c === 0xfe || (c === 0 && d !== 0 && e === 0) : c === 0 && d === 0 && (b === 0 || b === 0xfe);

const isControl = (byte: number): boolean => (byte > 0 && byte < 0x09) || (byte > 0x0d && byte < 0x1b);
