import {closeSync, fsyncSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Clock} from '../lib/clock.js';
import {diskError, onDisk} from '../lib/files/disk.js';
import {makeDir} from '../lib/files/files.js';
import {appendLine, openLines} from '../lib/files/line-file.js';
import type {Asking, DrillEvent, DrillFact} from './events.js';
import {readEvents} from './read.js';

type Listener = (event: DrillEvent) => void;

/**
 * The append-only log of a run: the one truth that console, score, reports and replay are projections of.
 * Listeners that come late get everything that went before. With a path, each event is a line of that file before any
 * listener sees it.
 */
export class EventLog {
  readonly #past: DrillEvent[];
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
      this.#file = onDisk(path, () => openLines(path, {create: !past.length}));
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

  /** Everything appended so far. */
  get events(): readonly DrillEvent[] {
    return this.#past;
  }

  append(fact: DrillFact): DrillEvent {
    const stamp = {
      seq: this.#past.length,
      at: this.clock.wall().toISOString(),
      ms: Math.round((this.clock.now() - this.#startedAt) * 10) / 10,
    };
    const event: DrillEvent = {...stamp, ...this.#asking, ...fact};
    this.#write(event);
    this.#past.push(event);
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
    for (const event of this.#past) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
      appendLine(this.#file, JSON.stringify(event));
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
