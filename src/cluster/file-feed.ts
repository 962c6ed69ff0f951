import {type FileHandle, open, stat} from 'node:fs/promises';
import {setTimeout as delay} from 'node:timers/promises';
import {LineCutter} from '../lib/files/line-cutter.js';
import type {AuditLogFeed} from './cluster.js';

/** Between looks at the file. */
const POLL_MS = 20;
const CHUNK = 1024 * 1024;

/**
 * Follows an audit log in the local file system. A file that was renamed (rotation) is read to its end before the new
 * one is begun; one that was truncated is read from its start.
 */
export function fileFeed(path: string, pollMs = POLL_MS): AuditLogFeed {
  return {
    async follow(onLines, onState, signal) {
      const tail = await Tail.open(path, 'end').catch(() => undefined);
      if (!tail) onState('down', `there is no ${path}`);
      void keepReading({path, pollMs, onLines, onState, signal}, tail);
    },
  };
}

interface Reading {
  path: string;
  pollMs: number;
  onLines: (lines: string[]) => void;
  onState: (state: 'up' | 'down', reason?: string) => void;
  signal: AbortSignal;
}

async function keepReading(reading: Reading, first: Tail | undefined): Promise<void> {
  const {path, pollMs, onState, signal} = reading;
  let tail = first;
  while (!signal.aborted) {
    try {
      tail ??= await Tail.open(path, 'start');
      tail = await readOnce(reading, tail);
    } catch (error) {
      if (tail) await tail.close();
      tail = undefined;
      onState('down', `${path}: ${(error as Error).message}`);
    }
    // Real time on purpose: the file is written by another clock than the drill's.
    await delay(pollMs, undefined, {signal}).catch(() => {});
  }
  await tail?.close();
}

/** Reads what there is; undefined when the next look must begin a new file. */
async function readOnce({path, onLines, onState}: Reading, tail: Tail): Promise<Tail | undefined> {
  const current = await stat(path).catch(() => undefined);
  const same = current?.ino === tail.inode;
  onState('up');
  // Most looks end here: one question to the file system, fifty times a second.
  if (same && tail.hasRead(current.size)) return tail;
  // Renamed: what was written before that is still to come from the old file.
  await drain(tail, onLines);
  if (same) return tail;
  await tail.close();
  return undefined;
}

/** Piece by piece, however much there is: the log itself is never held. */
async function drain(tail: Tail, onLines: (lines: string[]) => void): Promise<void> {
  for (let lines = await tail.read(); lines; lines = await tail.read()) if (lines.length) onLines(lines);
}

/** An open file, the place up to which it was read, and the line that is not complete yet. */
class Tail {
  readonly #lines = new LineCutter();

  private constructor(
    readonly handle: FileHandle,
    readonly inode: number,
    private offset: number,
  ) {}

  static async open(path: string, from: 'start' | 'end'): Promise<Tail> {
    const handle = await open(path, 'r');
    const {ino, size} = await handle.stat();
    return new Tail(handle, ino, from === 'end' ? size : 0);
  }

  /** Whether a file of this size has nothing that is new. */
  hasRead(size: number): boolean {
    return size === this.offset;
  }

  /** The whole lines of the next piece; undefined when there is nothing new. */
  async read(): Promise<string[] | undefined> {
    const {size} = await this.handle.stat();
    if (size < this.offset) {
      this.offset = 0;
      this.#lines.forget();
    }
    if (this.offset === size) return undefined;
    const piece = Buffer.alloc(Math.min(CHUNK, size - this.offset));
    const {bytesRead} = await this.handle.read(piece, 0, undefined, this.offset);
    this.offset += bytesRead;
    return this.#lines.push(piece.subarray(0, bytesRead));
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
