import {LineCutter} from '../../../lib/files/line-cutter.js';

/** Where in the log everything up to now has been read: the inode of a file, and the bytes of it. */
export interface Position {
  inode: string;
  offset: number;
}

/** What the follower says beside the log's own bytes; `alive`: that there were none, and that it would see them. */
export type Notice = {type: 'begun'} | {type: 'lost'} | {type: 'missing'} | {type: 'alive'};

const NEWLINE = 0x0a;

/**
 * Takes the follower's output apart: frames become whole lines, and the position of the last byte is kept, so that a
 * new stream can go on there. A line that is not complete yet waits for its rest, across streams as well.
 */
export class FrameReader {
  position: Position | undefined;
  #input: Buffer[] = [];
  #expected = 0;
  readonly #lines = new LineCutter();

  /** Whether nothing of a frame is still to come. */
  get isWhole(): boolean {
    return this.#expected === 0 && this.#input.length === 0;
  }

  /** A new stream begins: what the old one left of a header is no use; what it left of a line is. */
  restart(): void {
    this.#input = [];
    this.#expected = 0;
  }

  /** Takes a chunk as it comes; returns the lines that it completed and what else was said. */
  push(chunk: Buffer): {lines: string[]; notices: Notice[]} {
    const lines: string[] = [];
    const notices: Notice[] = [];
    let rest = this.#input.length ? Buffer.concat([...this.#input, chunk]) : chunk;
    this.#input = [];
    while (rest.length) {
      if (this.#expected > 0) {
        const body = rest.subarray(0, this.#expected);
        rest = rest.subarray(body.length);
        this.#take(body, lines);
        continue;
      }
      const end = rest.indexOf(NEWLINE);
      if (end < 0) {
        this.#input = [rest];
        break;
      }
      const notice = this.#header(rest.subarray(0, end).toString('utf8'));
      if (notice) notices.push(notice);
      rest = rest.subarray(end + 1);
    }
    return {lines, notices};
  }

  #header(text: string): Notice | undefined {
    const [mark, inode = '', offset, length] = text.split(' ');
    if (mark !== '#kd') return undefined;
    if (inode === 'missing' || inode === 'alive') return {type: inode};
    // What was begun of a line in a file that is gone can never be completed.
    if (inode === 'lost') this.#lines.forget();
    if (inode === 'lost') return {type: 'lost'};
    if (Number(offset) === 0 && this.position?.inode === inode && this.position.offset > 0) this.#lines.forget();
    this.position = {inode, offset: Number(offset)};
    this.#expected = Number(length);
    if (this.#expected > 0) return undefined;
    return {type: inode === '0' ? 'missing' : 'begun'};
  }

  #take(body: Buffer, lines: string[]): void {
    this.#expected -= body.length;
    if (this.position) this.position.offset += body.length;
    for (const line of this.#lines.push(body)) lines.push(line);
  }
}
