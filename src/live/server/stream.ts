import type {ServerResponse} from 'node:http';
import type {Clock} from '../../lib/clock.js';
import type {Hello} from '../../view/live/facts.js';
import type {Feed} from '../project/feed.js';

/** Events that come within this time are sent together, in milliseconds. */
const BATCH_MS = 40;
const BEAT_MS = 10_000;
/** A reader with more than this waiting is let go; it comes back and goes on where it was. */
const MOST_WAITING = 1024 * 1024;
/** Frames that are written at a time to somebody who comes late. */
const CHUNK = 500;

const frame = (event: string, id: string, data: string): string => `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;

/** Sends one feed to everybody who has its role: each batch is put together once. */
export class Broadcast {
  readonly #readers = new Set<Reader>();
  /** The text of the frames from one place to the end, for all who are there. */
  #cache: {from: number; to: number; bytes: Buffer} | undefined;
  #isWaiting = false;

  constructor(
    readonly feed: Feed,
    readonly epoch: string,
    readonly clock: Clock,
    readonly closed: AbortSignal,
  ) {
    feed.onMore(() => this.#schedule());
    void this.#beat();
  }

  /** Sends `hello`, then everything after `next`, and then what comes. */
  add(response: ServerResponse, hello: Hello, next: number): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write(`retry: 1000\n${frame('hello', `${this.epoch}.${next - 1}`, JSON.stringify(hello))}`);
    const reader = {response, next};
    this.#readers.add(reader);
    response.on('close', () => this.#readers.delete(reader));
    response.on('drain', () => this.#send(reader));
    this.#send(reader);
  }

  #schedule(): void {
    if (this.#isWaiting || !this.#readers.size) return;
    this.#isWaiting = true;
    this.clock.sleep(BATCH_MS, this.closed).then(
      () => {
        this.#isWaiting = false;
        for (const reader of this.#readers) this.#send(reader);
      },
      () => {
        // The server was closed.
      },
    );
  }

  /** A reader that does not take what it was sent waits for `drain`; one that has too much waiting is let go. */
  #send(reader: Reader): void {
    const {response} = reader;
    while (reader.next < this.feed.frames.length && !response.destroyed) {
      if (response.writableLength > MOST_WAITING) return void response.destroy();
      const to = Math.min(this.feed.frames.length, reader.next + CHUNK);
      const goesOn = response.write(this.#bytes(reader.next, to));
      reader.next = to;
      if (!goesOn) return;
    }
  }

  #bytes(from: number, to: number): Buffer {
    if (this.#cache?.from === from && this.#cache.to === to) return this.#cache.bytes;
    const text = this.feed.frames
      .slice(from, to)
      .map((data, index) => frame('event', `${this.epoch}.${from + index}`, data));
    this.#cache = {from, to, bytes: Buffer.from(text.join(''))};
    return this.#cache.bytes;
  }

  /** Proxies close what is silent. */
  async #beat(): Promise<void> {
    while (!this.closed.aborted) {
      await this.clock.sleep(BEAT_MS, this.closed).catch(() => {});
      for (const {response} of this.#readers) if (!response.destroyed) response.write(': beat\n\n');
    }
    for (const {response} of this.#readers) response.end();
  }
}

interface Reader {
  response: ServerResponse;
  /** The number of the next event that it gets. */
  next: number;
}

/**
 * Where a stream goes on: after the last id that the client has seen. An id of another epoch, or one that never was,
 * begins anew.
 */
export function resumesAt(lastId: string | undefined, epoch: string, length: number): number {
  const [, of, n] = /^(.+)\.(-?\d+)$/.exec(lastId ?? '') ?? [];
  if (of !== epoch || n === undefined) return 0;
  const next = Number(n) + 1;
  return next >= 0 && next <= length ? next : 0;
}
