import {crc32, createInflateRaw, type InflateRaw} from 'node:zlib';

/** Behind the last member there is something that is not gzip. */
export class TrailingGarbage extends Error {
  constructor() {
    super('follows the end of the gzip data and is not gzip');
  }
}

/**
 * Unpacks gzip, member by member, as gzip itself does: what stands behind the last member takes nothing of it away.
 * Node's own way gives up the end of the last member with it. Zeros behind it are padding.
 *
 * @throws TrailingGarbage, once all members have been read; Error of zlib for a member that is broken or not whole.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export async function* gunzipped(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const input = new Input(source[Symbol.asyncIterator]());
  for (let first = true; ; first = false) {
    if (!(await input.startsWith(0x1f, 0x8b))) {
      if (first || !(await input.isPadding())) throw new TrailingGarbage();
      return;
    }
    await skipHeader(input);
    yield* member(input);
    if (await input.isPadding()) return;
  }
}

async function* member(input: Input): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const fed = feed(inflate, input).catch((error: Error) => void inflate.destroy(error));
  let sum = 0;
  for await (const piece of inflate) {
    sum = crc32(piece as Buffer, sum);
    yield piece as Buffer;
  }
  await fed;
  const trailer = await input.take(8);
  if (trailer.readUInt32LE(0) !== sum) throw zlibError('incorrect data check');
}

/** Hands on piece by piece until the member has ended, and gives back what is behind it: nothing is read ahead. */
async function feed(inflate: InflateRaw, input: Input): Promise<void> {
  let given = 0;
  for (;;) {
    const chunk = await input.next();
    if (!chunk) {
      inflate.end();
      return;
    }
    await new Promise<void>(resolve => inflate.write(chunk, () => resolve()));
    const used = inflate.bytesWritten - given;
    if (used < chunk.length) {
      input.giveBack(chunk.subarray(used));
      return;
    }
    given += chunk.length;
  }
}

const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const CHECK = 2;

async function skipHeader(input: Input): Promise<void> {
  const head = await input.take(10);
  if (head[2] !== 8) throw zlibError('unknown compression method');
  const flags = head[3] ?? 0;
  if (flags & EXTRA) await input.take((await input.take(2)).readUInt16LE(0));
  for (const text of [NAME, COMMENT]) if (flags & text) while ((await input.take(1))[0] !== 0);
  if (flags & CHECK) await input.take(2);
}

const zlibError = (message: string): Error => Object.assign(new Error(message), {code: 'Z_DATA_ERROR'});

/** Bytes that come in pieces, of which some may be given back. */
class Input {
  #held: Buffer = Buffer.alloc(0);

  constructor(readonly source: AsyncIterator<unknown>) {}

  async next(): Promise<Buffer | undefined> {
    if (this.#held.length === 0) await this.#more();
    const chunk = this.#held;
    this.#held = Buffer.alloc(0);
    return chunk.length ? chunk : undefined;
  }

  giveBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held]);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) if (!(await this.#more())) throw zlibError('unexpected end of file');
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async startsWith(...bytes: number[]): Promise<boolean> {
    while (this.#held.length < bytes.length) if (!(await this.#more())) return false;
    return bytes.every((byte, i) => this.#held[i] === byte);
  }

  /** Whether there is nothing left but zeros, which are dropped. */
  async isPadding(): Promise<boolean> {
    for (;;) {
      const at = this.#held.findIndex(byte => byte !== 0);
      this.#held = at < 0 ? Buffer.alloc(0) : this.#held.subarray(at);
      if (at >= 0) return false;
      if (!(await this.#more())) return true;
    }
  }

  async #more(): Promise<boolean> {
    const {done, value} = await this.source.next();
    if (done) return false;
    this.#held = Buffer.concat([this.#held, value as Buffer]);
    return true;
  }
}
