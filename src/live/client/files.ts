import {existsSync, readFileSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import {usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {writeAtomic} from '../../lib/files/files.js';

/** What a server takes at the most. */
const MOST_EVIDENCE_BYTES = 1024 * 1024;

/**
 * The bytes of a file that is handed in as evidence.
 *
 * @throws DrillError for a file that cannot be read, or is too large
 */
export function evidenceFrom(file: string): Uint8Array {
  const path = resolve(file);
  return onDisk(path, () => {
    const about = statSync(path);
    // A pipe or a device would never come to an end.
    if (!about.isFile()) throw usageError(`${file} is not a file`);
    if (about.size > MOST_EVIDENCE_BYTES) throw usageError(`${file} is larger than 1 MB`);
    return readFileSync(path);
  });
}

/**
 * Saves a kubeconfig where nobody but the user reads it.
 *
 * @returns the path of the file
 * @throws DrillError where there is a file already: it may be the user's own
 */
export function saveKubeconfig(file: string, text: string): string {
  const path = resolve(file);
  if (existsSync(path)) throw usageError(`${file} is there already: name another file`);
  writeAtomic(path, text, 0o600);
  return path;
}
