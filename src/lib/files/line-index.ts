import {readSync} from 'node:fs';

/** The place of every 256th line is remembered: what is read at least, to find one. */
const EVERY = 256;
const NEWLINE = 10;
const CHUNK = 64 * 1024;

/** Where the lines of a file begin that only grows: a few bytes for hundreds of lines, however long the file gets. */
export class LineIndex {
  /** Where each `EVERY`th line begins. */
  readonly #marks: number[] = [];
  #bytes = 0;
  #length = 0;

  /** Of what is in an open file now. */
  static of(fd: number): LineIndex {
    const index = new LineIndex();
    const chunk = Buffer.alloc(CHUNK);
    let line = 0;
    for (let at = 0, read = 0; ; at += read) {
      read = readSync(fd, chunk, 0, CHUNK, at);
      if (!read) return index;
      for (let from = 0; from < read; ) {
        const end = chunk.subarray(0, read).indexOf(NEWLINE, from);
        const next = end < 0 ? read : end + 1;
        line += next - from;
        from = next;
        if (end < 0) continue;
        index.add(line);
        line = 0;
      }
    }
  }

  /** How many lines there are. */
  get length(): number {
    return this.#length;
  }

  /** Takes a line that was appended, with its length in bytes, its end among them. */
  add(bytes: number): void {
    if (this.#length % EVERY === 0) this.#marks.push(this.#bytes);
    this.#length++;
    this.#bytes += bytes;
  }

  /** Reads the lines from one up to another, which is not among them. */
  read(fd: number, from: number, to: number): string[] {
    const first = Math.floor(from / EVERY);
    const begin = this.#marks[first] ?? this.#bytes;
    const end = this.#marks[Math.ceil(to / EVERY)] ?? this.#bytes;
    const bytes = Buffer.alloc(end - begin);
    for (let done = 0, read = 0; done < bytes.length; done += read) {
      read = readSync(fd, bytes, done, bytes.length - done, begin + done);
      if (!read) throw new Error('the file is shorter than it was');
    }
    const skipped = first * EVERY;
    return bytes
      .toString('utf8')
      .split('\n')
      .slice(from - skipped, to - skipped);
  }
}
