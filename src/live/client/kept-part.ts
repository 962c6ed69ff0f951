import {createHash} from 'node:crypto';
import {readdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {writeAtomic} from '../../lib/files/files.js';
import {ownFolder, readOwn, UNREADABLE} from '../../lib/files/own-files.js';
import {Secret} from '../../lib/secret.js';

/** What makes a part: the same command is the same part. */
export interface PartOf {
  origin: string;
  code: string;
  name: string;
}

/** A token is a line of text. */
const MOST_BYTES = 1024;
/** No drill goes on for longer: what is older is of one whose end nobody here has heard of, in milliseconds. */
const OLD_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * The token of one part in a drill, kept on this machine so that somebody who comes back is the same person. The file's name
 * tells nothing, and only its user can read it.
 */
export class KeptPart {
  readonly #folder: string;
  readonly #path: string;

  /** @param folder a folder of the user's own; it is made when something is to be kept */
  constructor(folder: string, {origin, code, name}: PartOf) {
    const key = createHash('sha256')
      .update(JSON.stringify([origin, code, name]))
      .digest('hex');
    this.#folder = folder;
    this.#path = join(folder, `${key.slice(0, 32)}.token`);
  }

  /** Undefined where nothing is kept, or somebody else could have written it. */
  get token(): Secret | undefined {
    try {
      const token = readOwn(this.#path, {maxBytes: MOST_BYTES, forbidden: UNREADABLE}).trim();
      return /^[\w-]{43}$/.test(token) ? new Secret(token) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param now wall clock, milliseconds since 1970
   * @throws DrillError where it cannot be written
   */
  keep(token: Secret, now: number): void {
    ownFolder(this.#folder);
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      const age = now - (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? now);
      if (name.endsWith('.token') && age > OLD_MS) rmSync(path, {force: true});
    }
    writeAtomic(this.#path, `${token.reveal()}\n`, 0o600);
  }

  /** The part is over: the token is worth nothing any more. */
  forget(): void {
    rmSync(this.#path, {force: true});
  }
}
