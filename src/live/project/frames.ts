import {randomUUID} from 'node:crypto';
import {openSync, unlinkSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {LineIndex} from '../../lib/files/line-index.js';

/** Of this many the last are in memory, and as many more before they are stored. */
const AT_HAND = 2500;

/**
 * What one role is sent, in order, each a text of JSON. The last ones are at hand for those who are there; what only
 * those who come late ask for lies in a file of the run's folder. It has no name, so that nothing is left of it however
 * the process ends: it can be made again from the log.
 */
export class Frames {
  #last: string[] = [];
  #stored = 0;
  #file: number | undefined;
  /** A full disk stores no more: the rest stays in memory. */
  #isFull = false;
  readonly #index = new LineIndex();

  /** @param dir where the file is; absent: everything stays in memory */
  constructor(readonly dir?: string) {}

  get length(): number {
    return this.#stored + this.#last.length;
  }

  /** All of them. */
  get all(): string[] {
    return this.slice(0);
  }

  push(frame: string): void {
    this.#last.push(frame);
    if (this.#last.length >= 2 * AT_HAND && this.dir !== undefined && !this.#isFull) this.#store(this.dir);
  }

  /** Those from one number up to another, which is not among them. */
  slice(from: number, to = this.length): string[] {
    const recent = this.#last.slice(Math.max(0, from - this.#stored), Math.max(0, to - this.#stored));
    if (from >= this.#stored || this.#file === undefined) return recent;
    return [...this.#index.read(this.#file, from, Math.min(to, this.#stored)), ...recent];
  }

  #store(dir: string): void {
    const old = this.#last.slice(0, AT_HAND);
    const lines = old.map(frame => Buffer.from(`${frame}\n`));
    const bytes = Buffer.concat(lines);
    try {
      this.#file ??= unnamedFile(dir);
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    } catch {
      this.#isFull = true;
      return;
    }
    for (const {length} of lines) this.#index.add(length);
    this.#stored += old.length;
    this.#last = this.#last.slice(old.length);
  }
}

/** A file of mode 0600 that is gone when its process is. */
function unnamedFile(dir: string): number {
  const path = join(dir, `.frames-${randomUUID()}`);
  const fd = openSync(path, 'ax+', 0o600);
  unlinkSync(path);
  return fd;
}
