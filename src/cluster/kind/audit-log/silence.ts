import {setImmediate as turn} from 'node:timers/promises';
import type {Clock} from '../../../lib/clock.js';

/** How long something that is to be heard all the time may say nothing, in milliseconds. */
export interface SilenceBounds {
  /** Then it is silent. */
  silentMs: number;
  /** Then it is given up. */
  hangingMs: number;
}

/** Hears of silences, which what is silent cannot tell itself. */
export interface SilenceListener {
  /** Called once for each silence, with its begin. */
  onSilent(since: number): void;
  /** A silence has become too long. Nothing more is listened to. */
  onHanging(): void;
}

/** Notices when something that is to be heard all the time is not. */
export class Silence {
  #heardAt: number;
  #isSilent = false;

  constructor(
    readonly clock: Clock,
    readonly bounds: SilenceBounds,
    readonly listener: SilenceListener,
  ) {
    this.#heardAt = clock.now();
  }

  /** It was heard; says whether that ends a silence. */
  heard(): boolean {
    const ends = this.#isSilent;
    this.#heardAt = this.clock.now();
    this.#isSilent = false;
    return ends;
  }

  /** Listens until aborted, or for as long as a silence may last. */
  async watch(signal: AbortSignal): Promise<void> {
    const {clock, bounds, listener} = this;
    while (!signal.aborted) {
      // Not for longer than a silence takes to show: one may end meanwhile, and another begin.
      const left = Math.min(this.#leftMs(), bounds.silentMs);
      if (left > 0) await clock.sleep(left, signal).catch(() => {});
      // What has come while this process was busy is heard first.
      await turn();
      if (signal.aborted || this.#leftMs() > 0) continue;
      if (this.#isSilent) return listener.onHanging();
      this.#isSilent = true;
      listener.onSilent(this.#heardAt);
    }
  }

  #leftMs(): number {
    const {silentMs, hangingMs} = this.bounds;
    return this.#heardAt + (this.#isSilent ? hangingMs : silentMs) - this.clock.now();
  }
}
