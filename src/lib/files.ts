import {chmodSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {type DrillError, environmentError, messageOf} from './errors.js';

/**
 * Makes a folder and those above it, for nobody but the user. Of an absolute path, for in a working folder that has been
 * deleted Node's own recursive `mkdirSync` never comes back from a relative one.
 */
export const makeDir = (path: string): void => void mkdirSync(resolve(path), {recursive: true, mode: 0o700});

/**
 * Writes a file beside its destination and renames it, so that readers see the old content or the new, never half. Its
 * mode is what is asked for, whatever the umask; a link in its place is replaced, not followed.
 *
 * @throws DrillError (exit code 3) when it cannot be written; nothing of it is left then.
 */
export function writeAtomic(path: string, content: string, mode = 0o600): void {
  const part = `${path}.${process.pid}.part`;
  try {
    makeDir(dirname(path));
    rmSync(part, {force: true});
    // `wx` makes a new file: a link that somebody puts in its place is refused.
    writeFileSync(part, content, {mode, flag: 'wx'});
    chmodSync(part, mode);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, {force: true});
    throw unwritable(path, error);
  }
}

/** The error for a file that could not be written. */
export const unwritable = (path: string, error: unknown): DrillError =>
  environmentError(`${path} cannot be written: ${messageOf(error)}`, ['free what is in its place, or name another']);
