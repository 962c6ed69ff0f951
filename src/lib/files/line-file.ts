import {closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync, writeSync} from 'node:fs';

const NEWLINE = 10;
const CHUNK = 64 * 1024;

/**
 * Opens a file that grows by whole lines, mode 0600 whatever the umask. What a cut-off write has left of a last line is
 * taken away, or the next line would be joined to it and both be lost. A link in its place is not followed.
 */
export function openLines(path: string, {create}: {create: boolean}): number {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const fd = openSync(path, create ? flags | constants.O_CREAT : flags, 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${path} is not a file`);
    if (create) fchmodSync(fd, 0o600);
    cutHalfLine(fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Appends one line as a whole, or not at all: on a full disk what got through of it is taken away again.
 *
 * @returns how many bytes it has, its end among them
 */
export function appendLine(fd: number, line: string): number {
  const bytes = Buffer.from(`${line}\n`);
  const {size, nlink} = fstatSync(fd);
  // Nobody would ever find what is written to a file that has been deleted.
  if (!nlink) throw Object.assign(new Error('the file was deleted'), {code: 'ENOENT'});
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
  return bytes.length;
}

function cutHalfLine(fd: number): void {
  const {size} = fstatSync(fd);
  const chunk = Buffer.alloc(Math.min(CHUNK, size));
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - chunk.length);
    const read = readSync(fd, chunk, 0, end - from, from);
    const found = chunk.subarray(0, read).lastIndexOf(NEWLINE);
    if (found >= 0 || from === 0) {
      const whole = found >= 0 ? from + found + 1 : 0;
      if (whole < size) ftruncateSync(fd, whole);
      return;
    }
    end = from;
  }
}
