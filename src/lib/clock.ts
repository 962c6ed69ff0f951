import {setTimeout as delay} from 'node:timers/promises';

/** All waiting and measuring goes through one of these, so that tests need not sleep. */
export interface Clock {
  /** Milliseconds on a monotonic scale: for durations and deadlines. */
  now(): number;
  /** The wall clock: for timestamps that people and other systems read. */
  wall(): Date;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A timer of Node's holds no more, and one that is asked for more ends at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      for (let left = Math.max(0, ms); ; left -= LONGEST_TIMER_MS) {
        await delay(Math.min(left, LONGEST_TIMER_MS), undefined, signal ? {signal} : {});
        if (left <= LONGEST_TIMER_MS) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
