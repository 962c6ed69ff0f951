import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';

const PLACES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/**
 * A name for this machine that no other has, where the system has given it one; else undefined. What it is made from is
 * confidential (machine-id(5)), so only a hash of it is handed on.
 */
export function machineId(): string | undefined {
  for (const place of PLACES) {
    try {
      const id = readFileSync(place, 'utf8').trim();
      if (/^[0-9a-f]{32}$/.test(id)) return createHash('sha256').update(`kubedrill ${id}`).digest('hex').slice(0, 16);
    } catch {
      // The next place, or none: then the key alone says whose a journal is.
    }
  }
  return undefined;
}
