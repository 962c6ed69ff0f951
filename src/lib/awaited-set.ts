import type {Clock} from './clock.js';
import {sleepUnless} from './until.js';

/** A set that only grows, and whose members can be waited for. */
export class AwaitedSet<T> implements Iterable<T> {
  readonly #members = new Set<T>();
  readonly #waiting = new Set<{value: T; arrived: AbortController}>();

  has(value: T): boolean {
    return this.#members.has(value);
  }

  add(value: T): void {
    this.#members.add(value);
    for (const waiting of this.#waiting) if (waiting.value === value) waiting.arrived.abort();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#members.values();
  }

  /** Waits until a value is in the set, or the time is over. */
  async within(ms: number, value: T, clock: Clock, signal?: AbortSignal): Promise<void> {
    if (this.has(value)) return;
    const waiting = {value, arrived: new AbortController()};
    this.#waiting.add(waiting);
    try {
      await sleepUnless(waiting.arrived.signal, ms, clock, signal);
    } finally {
      this.#waiting.delete(waiting);
    }
  }
}
