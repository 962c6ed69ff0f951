import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import {resolve} from 'node:path';
import {environmentError} from '../errors.js';
import {makeDir} from './files.js';

/** Others may not write there; may not even read there. */
export const UNWRITABLE = 0o022;
export const UNREADABLE = 0o077;

/**
 * Why a file or folder may hold what somebody else has put there; undefined when only its owner, who is this process's
 * user, can have written it. On systems without owners nothing is known, and nothing refused.
 */
export function distrusted(stats: Stats, forbidden = UNWRITABLE): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link, which is not followed';
  const me = process.geteuid?.();
  if (me === undefined) return undefined;
  if (stats.uid !== me) return `belongs to another user (uid ${stats.uid})`;
  if (stats.mode & forbidden) {
    const may = forbidden === UNREADABLE ? 'readable or writable' : 'writable';
    return `is ${may} by other users (mode ${(stats.mode & 0o777).toString(8)})`;
  }
  return undefined;
}

/**
 * A folder of the user's own: made with mode 0700 where it is not there, whatever the umask.
 *
 * @throws DrillError (exit code 3) when it cannot be made, or others could have written there.
 */
export function ownFolder(path: string): string {
  const absolute = resolve(path);
  try {
    const known = existsSync(absolute);
    makeDir(absolute);
    if (!known) setMode(absolute, 0o700);
  } catch (error) {
    throw environmentError(`${path} cannot be made: ${(error as Error).message}`, ['make it, or set HOME']);
  }
  const stats = lstatSync(absolute);
  const why = stats.isDirectory() || stats.isSymbolicLink() ? distrusted(stats) : 'is not a folder';
  if (why) throw environmentError(`${path} ${why}`, [`make it yours alone: \`chmod 700 ${path}\``]);
  return absolute;
}

/** Of a folder that was just made: the umask may have taken more than others' rights. */
function setMode(path: string, mode: number): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}

/** How a file is read that must be its owner's alone. */
export interface OwnRead {
  maxBytes: number;
  /** The rights that nobody else may have. */
  forbidden?: number;
}

/**
 * Reads a file that only this user can have written. Links are not followed, nothing but plain files is opened for long
 * enough to block, and what is looked at is the very file that is read.
 *
 * @throws Error whose message goes on from the file's name: `is a symbolic link, which is not followed`.
 */
export function readOwn(path: string, {maxBytes, forbidden = UNWRITABLE}: OwnRead): string {
  const fd = openPlain(path);
  try {
    const stats = fstatSync(fd);
    const why = distrusted(stats, forbidden);
    if (why) throw new Error(why);
    return contentOf(fd, stats.size, maxBytes);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a file that anybody may have written: a plain one, within bounds, and without following a link.
 *
 * @throws Error whose message goes on from the file's name.
 */
export function readPlain(path: string, maxBytes: number): string {
  const fd = openPlain(path);
  try {
    return contentOf(fd, fstatSync(fd).size, maxBytes);
  } finally {
    closeSync(fd);
  }
}

function contentOf(fd: number, size: number, maxBytes: number): string {
  if (size > maxBytes) throw new Error(`is larger than ${maxBytes} bytes`);
  const bytes = Buffer.alloc(size);
  let read = 0;
  for (let more = 1; more && read < size; read += more) more = readSync(fd, bytes, read, size - read, read);
  return bytes.toString('utf8', 0, read);
}

/**
 * Opens a plain file for reading, without following a link.
 *
 * @throws Error whose message goes on from the file's name.
 */
function openPlain(path: string): number {
  let fd: number;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write.
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new Error(REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message, {cause: error});
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error('is not a file');
}

const REASONS: Record<string, string> = {
  ELOOP: 'is a symbolic link, which is not followed',
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
  ENXIO: 'is not a file',
};
