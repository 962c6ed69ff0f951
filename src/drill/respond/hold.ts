/** How a check stands. `unknown`: the server could not be asked, or did not say. */
export type HoldState = 'held' | 'not held' | 'unknown';

/**
 * Follows whether all checks hold, and since when without a break. What could not be looked at does not prove that
 * it held: it breaks the span as much as what did not hold.
 */
export class Hold {
  #since: number | undefined;

  /** @param holdMs how long all must hold, in milliseconds. */
  constructor(readonly holdMs: number) {}

  /** How all checks stood at a moment of the monotonic clock. */
  looked(at: number, states: readonly HoldState[]): void {
    if (states.length && states.every(state => state === 'held')) this.#since ??= at;
    else this.#since = undefined;
  }

  /** Since when all have held; undefined while one does not. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Whether they have held for long enough at a moment. */
  isContained(at: number): boolean {
    return this.#since !== undefined && at - this.#since >= this.holdMs;
  }
}
