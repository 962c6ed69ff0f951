import {inflateRawSync} from 'node:zlib';
import {MOST_UNPACKED, Unreadable} from './limits.js';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const MOST_ENTRIES = 1000;

/**
 * Unpacks every entry of an archive once, up to a limit, and throws away what comes out: an archive may say that it holds
 * little. Its readers unpack the same entries, those of its directory.
 *
 * @throws Unreadable where it holds more than a list of injects does, or is not such an archive
 */
export function checkUnpacked(archive: Buffer): void {
  let left = MOST_UNPACKED;
  for (const {method, packed} of entriesOf(archive)) {
    if (method !== 0 && method !== 8) throw new Unreadable('is packed in a way that spreadsheets do not use');
    left -= method === 0 ? packed.length : unpackedLength(packed, left);
    if (left < 0) throw tooLarge();
  }
}

function unpackedLength(packed: Buffer, most: number): number {
  try {
    return inflateRawSync(packed, {maxOutputLength: Math.max(1, most)}).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Unreadable('is damaged');
  }
}

const tooLarge = () => new Unreadable(`holds more than ${MOST_UNPACKED / 1024 / 1024} MiB when it is unpacked`);

/** The entries that the directory at the end of an archive names. */
function entriesOf(archive: Buffer): {method: number; packed: Buffer}[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  try {
    if (end < 0 || archive.readUInt32LE(end) !== END) throw new RangeError();
    const count = archive.readUInt16LE(end + 10);
    if (count > MOST_ENTRIES) throw new Unreadable(`has more than ${MOST_ENTRIES} parts`);
    let at = archive.readUInt32LE(end + 16);
    return Array.from({length: count}, () => {
      if (archive.readUInt32LE(at) !== ENTRY) throw new RangeError();
      const header = archive.readUInt32LE(at + 42);
      const begin = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const packed = archive.subarray(begin, begin + archive.readUInt32LE(at + 20));
      const method = archive.readUInt16LE(at + 10);
      at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
      return {method, packed};
    });
  } catch (error) {
    if (error instanceof RangeError) throw new Unreadable('is not an Excel file (.xlsx)');
    throw error;
  }
}
