import {createHash, createHmac, randomBytes} from 'node:crypto';
import {linkSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {environmentError, messageOf} from '../../lib/errors.js';
import {ownFolder, readOwn, UNREADABLE} from '../../lib/files/own-files.js';
import {stateFolder} from '../../lib/files/user-folders.js';

/** The user's key for journals, and the folder that records how far each of them has come. */
export class JournalKey {
  /** Names the key without giving it away. */
  readonly id: string;

  constructor(
    readonly secret: Buffer,
    readonly folder: string,
  ) {
    this.id = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  }

  /** Authenticates one line behind all that stand before it. */
  mac(previous: string, text: string): string {
    return createHmac('sha256', this.secret).update(`${previous}\n${text}`).digest('hex');
  }
}

const KEY_FILE = 'journal.key';

/**
 * The user's key, made at its first use: `~/.local/state/kubedrill/journal.key`.
 *
 * @throws DrillError (exit code 3) when it cannot be had, or others could have read or written it.
 */
export function journalKey(env: NodeJS.ProcessEnv): JournalKey {
  const folder = ownFolder(stateFolder(env));
  const path = join(folder, KEY_FILE);
  const secret = readKey(path) ?? makeKey(path);
  return new JournalKey(secret, ownFolder(join(folder, 'journals')));
}

function readKey(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readOwn(path, {maxBytes: 1000, forbidden: UNREADABLE});
  } catch (error) {
    if ((error as {cause?: NodeJS.ErrnoException}).cause?.code === 'ENOENT') return undefined;
    throw environmentError(`${path} ${messageOf(error)}`, ['remove it, if you have not made it so: a new one is made']);
  }
  if (/^[0-9a-f]{64}\n$/.test(text)) return Buffer.from(text.trim(), 'hex');
  throw environmentError(`${path} is not a key`, ['remove it: a new one is made']);
}

/** Two that make one at the same time end up with the same: a link is made once. */
function makeKey(path: string): Buffer {
  const part = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    writeFileSync(part, `${randomBytes(32).toString('hex')}\n`, {mode: 0o600, flag: 'wx'});
    linkSync(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw environmentError(`${path} cannot be made: ${messageOf(error)}`, ['set XDG_STATE_HOME to another folder']);
    }
  } finally {
    rmSync(part, {force: true});
  }
  const made = readKey(path);
  if (!made) throw environmentError(`${path} went away`);
  return made;
}
