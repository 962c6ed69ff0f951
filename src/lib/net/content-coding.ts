import {brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync} from 'node:zlib';

/** What is read of bodies that were packed for the way, best known first. */
export const CODINGS = 'gzip, deflate, br, zstd';

/** More than any sender applies: each costs what the first one does. */
const MOST_CODINGS = 2;

type Decoder = (bytes: Buffer, options: {maxOutputLength: number}) => Buffer;

/** Some senders of `deflate` leave out the header that it should have. */
const inflate: Decoder = (bytes, options) =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflate],
  ['br', brotliDecompressSync],
  ['zstd', zstdDecompressSync],
]);

/** Why a body could not be unpacked. */
export class CodingError extends Error {
  override name = 'CodingError';

  constructor(
    message: string,
    readonly why: 'unknown' | 'too large' | 'broken',
  ) {
    super(message);
  }
}

/**
 * A body as it was before it was packed for the way (`Content-Encoding`). Never more than `most` bytes are unpacked: a
 * few kilobytes can be made to hold gigabytes.
 *
 * @throws CodingError, which quotes nothing of the body.
 */
export function unpack(bytes: Buffer, coding: string | undefined, most: number): Buffer {
  const names = (coding ?? '')
    .toLowerCase()
    .split(',')
    .map(name => name.trim())
    .filter(name => name && name !== 'identity');
  if (names.length > MOST_CODINGS) throw new CodingError(`it is packed ${names.length} times`, 'unknown');
  return names.reduceRight((packed, name) => unpackOnce(packed, name, most), bytes);
}

function unpackOnce(bytes: Buffer, name: string, most: number): Buffer {
  const decode = DECODERS.get(name);
  if (!decode) throw new CodingError(`its content coding ${name.slice(0, 20)} is not known`, 'unknown');
  // An empty body is sometimes marked as packed.
  if (!bytes.length) return bytes;
  try {
    return decode(bytes, {maxOutputLength: most});
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CodingError(isLarge ? 'it unpacks to too much' : `it is not ${name}`, isLarge ? 'too large' : 'broken');
  }
}
