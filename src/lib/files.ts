import {chmodSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

/**
 * Makes a folder and those above it, for nobody but the user. Of an absolute path, for in a working folder that has been
 * deleted Node's own recursive `mkdirSync` never comes back from a relative one.
 */
export const makeDir = (path: string): void => void mkdirSync(resolve(path), {recursive: true, mode: 0o700});

/**
 * Writes a file beside its destination and renames it, so that readers see the old content or the new, never half. Its
 * mode is what is asked for, whatever the umask; a link in its place is replaced, not followed.
 */
export function writeAtomic(path: string, content: string, mode = 0o600): void {
  makeDir(dirname(path));
  const part = `${path}.${process.pid}.part`;
  rmSync(part, {force: true});
  // `wx` makes a new file: a link that somebody puts in its place is refused.
  writeFileSync(part, content, {mode, flag: 'wx'});
  chmodSync(part, mode);
  renameSync(part, path);
}
