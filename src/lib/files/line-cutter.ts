const NEWLINE = 0x0a;

/** A line of more bytes is not held: what reads lines needs no more memory than this, whatever the lines are. */
export const LONGEST_LINE = 32 * 1024 * 1024;
/** At most this much of an overlong line is handed on, with a mark behind it: enough to say what it was. */
const KEPT_HEAD = 1000;
const CUT_MARK = '…';

/**
 * Cuts bytes, as they come, into lines. A line that is too long comes as its beginning, which no reader takes for
 * whole.
 */
export class LineCutter {
  /** The line that is not complete yet. */
  #parts: Buffer[] = [];
  #length = 0;
  #isCut = false;

  constructor(readonly longest = LONGEST_LINE) {}

  /** Takes the next bytes; returns the lines that they complete. */
  push(bytes: Buffer): string[] {
    const first = bytes.indexOf(NEWLINE);
    if (first < 0) {
      this.#keep(bytes);
      return [];
    }
    this.#keep(bytes.subarray(0, first));
    const begun = [this.end() ?? ''];
    const last = bytes.lastIndexOf(NEWLINE);
    this.#keep(bytes.subarray(last + 1));
    // Decoded together, which is quicker than one by one.
    return last > first ? begun.concat(bytes.toString('utf8', first + 1, last).split('\n')) : begun;
  }

  /** What has come of the last line, which then is over; undefined when nothing has. */
  end(): string | undefined {
    if (!this.#length) return undefined;
    const text = Buffer.concat(this.#parts).toString('utf8');
    const line = this.#isCut ? text + CUT_MARK : text;
    this.forget();
    return line;
  }

  /** Drops what has come of the last line. */
  forget(): void {
    this.#parts = [];
    this.#length = 0;
    this.#isCut = false;
  }

  #keep(part: Buffer): void {
    if (!part.length) return;
    this.#length += part.length;
    if (this.#isCut) return;
    // A copy: the bytes may be a piece of a buffer that is used again, or of a large one that would be held.
    this.#parts.push(Buffer.from(part));
    if (this.#length <= this.longest) return;
    this.#isCut = true;
    this.#parts = [Buffer.concat(this.#parts).subarray(0, KEPT_HEAD)].map(head => Buffer.from(head));
  }
}
