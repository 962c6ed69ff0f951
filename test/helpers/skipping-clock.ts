import type {Clock} from '../../src/lib/clock.js';

/** A clock on which waiting takes no time: whoever sleeps wakes at once, that much later. */
export function skippingClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    wall: () => new Date(Date.UTC(2026, 10, 23, 12, 0, 58) + now),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}
