import {randomBytes} from 'node:crypto';
import {closeSync, constants, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../../lib/errors.js';
import {readOwn, UNREADABLE} from '../../lib/files/own-files.js';
import type {JournalKey} from './key.js';

/** How far a journal has come: how many lines it has, and what authenticates the last of them. */
interface Progress {
  count: number;
  mac: string;
}

const SEALED = /^(\{.*),"mac":"([0-9a-f]{64})"\}$/;
const START = 'kubedrill journal';

/** The text of a line without what authenticates it, and that; undefined where there is nothing of the sort. */
function parts(line: string): {text: string; mac: string} | undefined {
  const [, text, mac] = SEALED.exec(line) ?? [];
  return text === undefined || mac === undefined ? undefined : {text: `${text}}`, mac};
}

/**
 * What makes a journal its author's own. Each line is authenticated together with all before it, so that none can be
 * altered, removed, reordered or brought in from another journal. How many there are is kept in the user's own folder,
 * so that none can be taken from the end; that record goes when the journal is closed, and with it whatever a copy of the
 * journal could still ask for.
 */
export class Seal {
  #done: Progress;

  private constructor(
    readonly key: JournalKey,
    /** Names the journal among all of this key. */
    readonly id: string,
    done: Progress,
  ) {
    this.#done = done;
  }

  /** @throws Error when the user's folder takes no more files. */
  static begin(key: JournalKey): Seal {
    const id = randomBytes(16).toString('hex');
    const seal = new Seal(key, id, {count: 0, mac: START});
    writeRecord(recordOf(key, id), seal.#done, constants.O_CREAT | constants.O_EXCL);
    return seal;
  }

  /**
   * Takes a journal up again after all its whole lines.
   *
   * @param torn whether the last line was cut short: then one that was counted may be missing.
   * @returns the reason, where it is not what its author wrote here.
   */
  static resume(key: JournalKey, id: string, lines: readonly string[], torn: boolean): Seal | string {
    let mac = START;
    const macs: string[] = [];
    for (const [index, line] of lines.entries()) {
      const found = parts(line);
      if (found?.mac !== key.mac(mac, found?.text ?? '')) return `line ${index + 1} has been changed`;
      mac = found.mac;
      macs.push(mac);
    }
    const counted = readRecord(recordOf(key, id));
    if (typeof counted === 'string') return counted;
    const {count} = counted;
    if (count > lines.length + (torn ? 1 : 0)) return `${count - lines.length} lines are missing at its end`;
    if (count > 0 && count <= lines.length && macs[count - 1] !== counted.mac) return 'it is not the one begun here';
    return new Seal(key, id, {count: lines.length, mac});
  }

  /** Whether the journal of this name is begun and not closed, as far as the user's own folder knows. */
  static isOpen = (key: JournalKey, id: string): boolean => typeof readRecord(recordOf(key, id)) !== 'string';

  /** The line to write for a text, which is a JSON object. */
  line(text: string): string {
    return `${text.slice(0, -1)},"mac":"${this.key.mac(this.#done.mac, text)}"}`;
  }

  /** The line was written: the next one stands behind it. */
  written(line: string): void {
    this.#done = {count: this.#done.count + 1, mac: parts(line)?.mac ?? ''};
    try {
      writeRecord(recordOf(this.key, this.id), this.#done);
    } catch {
      // A record that is behind protects fewer lines from being taken away, and refuses none.
    }
  }

  /** The journal is closed: nothing in it is to be done any more, and nothing in any copy of it. */
  forget(): void {
    rmSync(recordOf(this.key, this.id), {force: true});
  }
}

const recordOf = ({folder}: JournalKey, id: string): string => join(folder, id);

/** In one write of ever the same length: a process that is killed leaves the old record or the new one. */
function writeRecord(path: string, {count, mac}: Progress, flags = 0): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW | flags, 0o600);
  try {
    writeSync(fd, `${String(count).padStart(10)} ${mac.padEnd(64)}\n`, 0);
  } finally {
    closeSync(fd);
  }
}

function readRecord(path: string): Progress | string {
  try {
    const [, count, mac = ''] =
      /^ *(\d+) (\S.*?) *\n$/.exec(readOwn(path, {maxBytes: 200, forbidden: UNREADABLE})) ?? [];
    return count === undefined ? `${path} is damaged` : {count: Number(count), mac};
  } catch (error) {
    if ((error as {cause?: NodeJS.ErrnoException}).cause?.code === 'ENOENT')
      return 'it is closed, or a copy of one that is';
    return `${path} ${messageOf(error)}`;
  }
}
