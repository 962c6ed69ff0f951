import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

/**
 * Makes a folder and those above it. Of an absolute path, for in a working folder that has been deleted Node's own
 * recursive `mkdirSync` never comes back from a relative one.
 */
export const makeDir = (path: string): void => void mkdirSync(resolve(path), {recursive: true});

/** Writes a file beside its destination and renames it, so that readers see the old content or the new, never half. */
export function writeAtomic(path: string, content: string, mode = 0o644): void {
  makeDir(dirname(path));
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, content, {mode});
  renameSync(part, path);
}
