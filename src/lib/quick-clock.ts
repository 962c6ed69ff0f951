import {type Clock, realClock} from './clock.js';

/** In real milliseconds. A process that shares its processor with twenty others runs again within that time. */
const MOST_AT_ONCE_MS = 50;

/**
 * A clock that runs this many times faster than the real one: what waits ten seconds waits one. Its wall clock is real.
 *
 * Only time in which this process runs or waits counts: where a busy machine keeps it from running, the clock stands. It
 * is for what happens within one process, where an SLA is about the chain and not about the machine.
 *
 * @param mostAtOnceMs how much counts of a time in which it did not get to run, in real milliseconds: the less, the longer a
 *   wait takes on a busy machine
 */
export const quickClock = (factor: number, mostAtOnceMs = MOST_AT_ONCE_MS): Clock =>
  new QuickClock(factor, mostAtOnceMs);

class QuickClock implements Clock {
  #lookedAt = realClock.now();
  /**
   * Real milliseconds that count, up to when somebody last looked. It begins where the machine's clock stands, so that
   * moments of that one lie before those of this one.
   */
  #passedMs = this.#lookedAt;
  readonly #sleepers = new Set<{due: number; wake: () => void}>();
  #tick: {at: number; timer: NodeJS.Timeout} | undefined;
  readonly wall = realClock.wall;

  constructor(
    readonly factor: number,
    readonly mostAtOnceMs: number,
  ) {}

  now(): number {
    const at = realClock.now();
    this.#passedMs += Math.min(at - this.#lookedAt, this.mostAtOnceMs);
    this.#lookedAt = at;
    return this.#passedMs * this.factor;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const over = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', over);
        resolve();
      };
      const sleeper = {due: this.now() + ms, wake};
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', over, {once: true});
      this.#wait(ms / this.factor);
    });
  }

  /** Looks at the time again soon enough for one that sleeps this long, in real milliseconds, and often enough for all. */
  #wait(ms: number): void {
    const at = realClock.now() + Math.min(ms, this.mostAtOnceMs);
    if (this.#tick && this.#tick.at <= at) return;
    clearTimeout(this.#tick?.timer);
    this.#tick = {at, timer: setTimeout(() => this.#wake(), Math.min(ms, this.mostAtOnceMs))};
  }

  #wake(): void {
    this.#tick = undefined;
    const now = this.now();
    const awake = [...this.#sleepers].filter(({due}) => due <= now).sort((a, b) => a.due - b.due);
    for (const sleeper of awake) {
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    if (this.#sleepers.size) this.#wait(Math.min(...[...this.#sleepers].map(({due}) => due - now)) / this.factor);
  }
}
