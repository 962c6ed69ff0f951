import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {environmentError} from '../errors.js';
import {onDisk} from './disk.js';

/** What the smallest run writes. */
const PROBE_BYTES = 64 * 1024;

/**
 * Makes a folder and those above it, for nobody but the user. One after the other, because Node's own recursive
 * `mkdirSync` never comes back where a folder can be neither made nor found: in a working folder that was deleted,
 * below `/proc`.
 *
 * @throws DrillError (exit code 2 or 3) for what the file system refuses.
 */
export function makeDir(path: string): void {
  onDisk(path, () => {
    const missing: string[] = [];
    for (let at = resolve(path); !isDir(at) && at !== dirname(at); at = dirname(at)) missing.push(at);
    for (const folder of missing.reverse()) mkdirUnlessThere(folder);
  });
}

const isDir = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;

/** Another run may be making the same folders. */
function mkdirUnlessThere(path: string): void {
  try {
    mkdirSync(path, {mode: 0o700});
  } catch (error) {
    if (isDir(path)) return;
    throw keepsNothing(error, path) ?? error;
  }
}

/** Of a folder that is there, "there is no such file" means that nothing can be made in it, as below `/proc`. */
const keepsNothing = (error: unknown, path: string) =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' && isDir(dirname(path))
    ? environmentError(`nothing can be made in ${dirname(path)}: its file system keeps no files`, [
        'name another folder with --out',
      ])
    : undefined;

/** Makes sure that a folder can be written, by writing there: nothing else knows of quotas, mounts and full disks. */
export function probeDir(path: string): void {
  const known = existsSync(path);
  makeDir(path);
  const probe = join(path, `.probe.${process.pid}`);
  try {
    onDisk(path, () => writeFileSync(probe, Buffer.alloc(PROBE_BYTES), {flag: 'wx', mode: 0o600}));
  } catch (error) {
    rmSync(probe, {force: true});
    if (!known) rmSync(path, {recursive: true, force: true});
    throw error;
  }
  rmSync(probe);
}

/**
 * Writes a file beside its destination and renames it, so that readers see the old content or the new, never half. Its
 * mode is what is asked for, whatever the umask; a link in its place is replaced, not followed.
 *
 * @throws DrillError (exit code 2 or 3) for what the file system refuses; nothing half written is left.
 */
export function writeAtomic(path: string, content: string | Uint8Array, mode = 0o600): void {
  makeDir(dirname(path));
  const part = `${path}.${process.pid}.part`;
  onDisk(path, () => {
    rmSync(part, {force: true});
    try {
      // `wx` makes a new file: a link that somebody puts in its place is refused.
      writeFileSync(part, content, {mode, flag: 'wx'});
      chmodSync(part, mode);
      renameSync(part, path);
    } catch (error) {
      rmSync(part, {force: true});
      throw error;
    }
  });
}

/**
 * Writes a file that a flag names. It is the user's own: with the modes that they are used to, and through a link that
 * they have set.
 */
export const writeOutput = (path: string, content: string | Buffer | Iterable<string>): void =>
  onDisk(path, () => {
    if (typeof content === 'string' || Buffer.isBuffer(content)) return writeFileSync(path, content);
    const file = openSync(path, 'w');
    try {
      for (const piece of content) writeFileSync(file, piece);
    } finally {
      closeSync(file);
    }
  });
