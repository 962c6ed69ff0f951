import {mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';

/** Writes a file beside its destination and renames it, so that readers see the old content or the new, never half. */
export function writeAtomic(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(path), {recursive: true});
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, content, {mode});
  renameSync(part, path);
}
