import type {Clock} from '../lib/clock.js';

/** Adds up where the time of a run goes, by name, in whole milliseconds. */
export class Stopwatch {
  readonly timings: Record<string, number> = {};

  constructor(readonly clock: Clock) {}

  /** Runs `work` and adds the time it took, also when it fails. */
  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const began = this.clock.now();
    try {
      return await work();
    } finally {
      this.timings[name] = Math.round((this.timings[name] ?? 0) + this.clock.now() - began);
    }
  }
}
