import {CHUNK} from './inputs.js';

/** Some bytes of a log. */
export interface Chunk {
  /** In memory that threads share. */
  bytes: Uint8Array<SharedArrayBuffer>;
  /** The lines before them. */
  line: number;
  /** The line breaks in them. */
  lines: number;
  /** Whether they begin where a line begins and end with a line break. */
  isWhole: boolean;
}

const LINE_BREAK = 10;

/**
 * Parts the bytes of a log into chunks of about `size`, where lines end. A line that is longer is parted within. Chunks
 * lie in the same memory again once they are given back: memory that is new each time costs more than to fill it.
 */
export class ChunkCutter {
  #bytes: Uint8Array<SharedArrayBuffer>;
  #length = 0;
  #line = 0;
  #isAtBegin = true;
  readonly #free: Uint8Array<SharedArrayBuffer>[] = [];

  constructor(readonly size = CHUNK / 2) {
    this.#bytes = this.#memory();
  }

  /** Takes the next bytes, which it copies; the chunks that are complete. */
  *take(piece: Buffer): Generator<Chunk> {
    let left = piece;
    while (left.length > 0) {
      const taken = left.subarray(0, this.size - this.#length);
      this.#bytes.set(taken, this.#length);
      this.#length += taken.length;
      left = left.subarray(taken.length);
      if (this.#length === this.size) yield this.#cut(bufferOf(this.#bytes).lastIndexOf(LINE_BREAK) + 1);
    }
  }

  /** What is left at the end of the log. */
  *end(): Generator<Chunk> {
    if (this.#length) yield this.#cut(this.#length);
  }

  /** Takes the memory of a chunk back, which nobody reads any more. */
  giveBack({bytes}: Chunk): void {
    this.#free.push(new Uint8Array(bytes.buffer));
  }

  /** The bytes before `end`; all that there are where no line ends in them. */
  #cut(end: number): Chunk {
    const length = end > 0 ? end : this.#length;
    const bytes = this.#bytes.subarray(0, length);
    const rest = this.#bytes.subarray(length, this.#length);
    this.#bytes = this.#free.pop() ?? this.#memory();
    this.#bytes.set(rest);
    this.#length = rest.length;
    const [lines, endsLine] = [lineBreaks(bytes), bytes.at(-1) === LINE_BREAK];
    const chunk = {bytes, line: this.#line, lines, isWhole: this.#isAtBegin && endsLine};
    this.#line += lines;
    this.#isAtBegin = endsLine;
    return chunk;
  }

  #memory = (): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(this.size));
}

/** The same memory: a typed array looks for a number more slowly than a Buffer does. */
const bufferOf = ({buffer, byteOffset, length}: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);

function lineBreaks(chunk: Uint8Array): number {
  const bytes = bufferOf(chunk);
  let count = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, at + 1)) count++;
  return count;
}
