import type {Clock} from '../lib/clock.js';

/** The one thing that moves on its own: the time of the run, a second at a time. */
export interface Ticker {
  /** Ticks as long as anybody listens. */
  subscribe(listener: () => void): () => void;
  /** Milliseconds of the run as of the last tick, so that all running times step together. */
  get(): number;
}

/** Makes the tick that all running times share; `nowMs` says what time of the run it is. */
export function createTicker(clock: Clock, nowMs: () => number): Ticker {
  const listeners = new Set<() => void>();
  let stopped: AbortController | undefined;
  let lastMs = nowMs();

  const tick = () => {
    lastMs = nowMs();
    for (const listener of listeners) listener();
  };
  const run = async (signal: AbortSignal) => {
    for (;;) {
      await clock.sleep(1000, signal);
      tick();
    }
  };
  return {
    subscribe: listener => {
      listeners.add(listener);
      if (!stopped) {
        stopped = new AbortController();
        tick();
        run(stopped.signal).catch(() => {}); // rejects only when nobody listens any more
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size) return;
        stopped?.abort();
        stopped = undefined;
      };
    },
    get: () => lastMs,
  };
}
