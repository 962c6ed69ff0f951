import {closeSync, fsyncSync, openSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Clock} from '../lib/clock.js';
import {diskError, onDisk} from '../lib/files/disk.js';
import {makeDir} from '../lib/files/files.js';
import {appendLine, openLines} from '../lib/files/line-file.js';
import {LineIndex} from '../lib/files/line-index.js';
import type {Asking, DrillEvent, DrillFact} from './events.js';
import {readEvents} from './read.js';

type Listener = (event: DrillEvent) => void;

/** Of this many events the last are in memory, and as many more before they are left to the file. */
const AT_HAND = 2500;
/** Events that are read from the file at a time. */
const BLOCK = 1000;

/**
 * The append-only log of a run: the one truth that console, score, reports and replay are projections of.
 * Listeners that come late get everything that went before. With a path, each event is a line of that file before any
 * listener sees it, and of a long log only the last ones are in memory as well.
 */
export class EventLog {
  /** The last ones; all of them, where there is no file. */
  #past: DrillEvent[];
  /** How many went before those: they are in the file alone. */
  #left = 0;
  /** Where they are in the file; undefined: it holds something else, too. */
  #index: LineIndex | undefined;
  readonly #listeners = new Set<Listener>();
  readonly #startedAt: number;
  #file: number | undefined;
  #isBroken = false;
  /** What is being obeyed. */
  #asking: Asking = {};
  /** Hears once why events can no longer be written down; those to come are only in memory. */
  onFailure: (error: unknown) => void = () => {};

  /** @param past what the log holds already: it goes on from there, by the wall clock */
  constructor(
    readonly clock: Clock,
    readonly path?: string,
    past: readonly DrillEvent[] = [],
  ) {
    this.#past = [...past];
    this.#startedAt = clock.now() - timeAfter(past.at(-1), clock.wall());
    if (path) {
      makeDir(dirname(path));
      const file = onDisk(path, () => openLines(path, {create: !past.length}));
      const index = LineIndex.of(file);
      this.#file = file;
      this.#index = index.length === past.length ? index : undefined;
    }
  }

  /**
   * Goes on with the log of a run that was killed. A last line that was cut short is taken away.
   *
   * @throws DrillError (exit code 2) when it is no event log, (3) when it cannot be written
   */
  static reopen(path: string, clock: Clock): EventLog {
    return new EventLog(clock, path, readEvents(path));
  }

  /** Whether events can no longer be written down. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Everything appended so far. Of a long log most is read from its file: ask for less where less will do. */
  get events(): readonly DrillEvent[] {
    return this.#left ? [...this.from(0)] : this.#past;
  }

  /** How many events there are: the `seq` of the next. */
  get length(): number {
    return this.#left + this.#past.length;
  }

  /** The newest event; undefined where there is none. It is always in memory. */
  get last(): DrillEvent | undefined {
    return this.#past.at(-1);
  }

  /** The events from a `seq` on, also those that come meanwhile. */
  *from(seq: number): Generator<DrillEvent> {
    for (let next = seq; next < this.length; ) {
      const events = next < this.#left ? this.#read(next, Math.min(next + BLOCK, this.#left)) : this.#recent(next);
      next += events.length;
      yield* events;
    }
  }

  /** The events with these `seq`, which ascend. */
  *picked(seqs: readonly number[]): Generator<DrillEvent> {
    let place = 0;
    if (seqs[0] === undefined) return;
    for (const event of this.from(seqs[0])) {
      if (event.seq === seqs[place]) {
        yield event;
        place++;
      }
      if (place === seqs.length) return;
    }
  }

  append(fact: DrillFact): DrillEvent {
    const stamp = {
      seq: this.length,
      at: this.clock.wall().toISOString(),
      ms: Math.round((this.clock.now() - this.#startedAt) * 10) / 10,
    };
    const event: DrillEvent = {...stamp, ...this.#asking, ...fact};
    this.#write(event);
    this.#past.push(event);
    if (this.#past.length >= 2 * AT_HAND) this.#leave();
    for (const listener of this.#listeners) this.#tell(listener, event);
    return event;
  }

  /** Does what somebody asked for: every event that it leads to at once says so. */
  during<T>(asking: Asking, work: () => T): T {
    this.#asking = asking;
    try {
      return work();
    } finally {
      this.#asking = {};
    }
  }

  /** Calls `listener` for every past event and then for each new one; returns the way to stop. */
  subscribe(listener: Listener): () => void {
    for (const event of this.from(0)) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One in memory at a time: what is appended meanwhile may have it left to the file. */
  #recent(seq: number): DrillEvent[] {
    const event = this.#past[seq - this.#left];
    return event ? [event] : [];
  }

  #read(from: number, to: number): DrillEvent[] {
    const {path = ''} = this;
    const file = onDisk(path, () => openSync(path, 'r'));
    try {
      return onDisk(path, () => this.#index?.read(file, from, to) ?? []).map(line => JSON.parse(line));
    } finally {
      closeSync(file);
    }
  }

  /** Leaves the oldest to the file. One that is closed, or cannot be written, does not hold them all. */
  #leave(): void {
    if (this.#file === undefined || !this.#index) return;
    this.#left += this.#past.length - AT_HAND;
    this.#past = this.#past.slice(-AT_HAND);
  }

  /** A listener must not stop what it watches: one that fails hears no more, and its error is dropped. */
  #tell(listener: Listener, event: DrillEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#listeners.delete(listener);
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** A log that cannot be written ends the run, and must not keep it from cleaning up. */
  #write(event: DrillEvent): void {
    if (this.#file === undefined) return;
    try {
      this.#index?.add(appendLine(this.#file, JSON.stringify(event)));
    } catch (error) {
      this.close();
      this.#isBroken = true;
      this.onFailure(diskError(error, this.path ?? ''));
    }
  }

  close(): void {
    if (this.#file === undefined) return;
    try {
      fsyncSync(this.#file);
    } catch {
      // A failed write was reported when it happened.
    }
    closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Milliseconds of a run, now, by its last event. A wall clock that was set back takes nothing away. */
const timeAfter = (last: DrillEvent | undefined, now: Date): number =>
  last ? last.ms + Math.max(0, now.getTime() - Date.parse(last.at)) : 0;
