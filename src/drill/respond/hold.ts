/** How a check stands. `unknown`: the server could not be asked, or did not say. */
export type HoldState = 'held' | 'not held' | 'unknown';

/** When all checks began to hold, as far as looks tell: somewhere between two of them. */
export interface Beginning {
  /** When a look began that found one of them not to hold, before they did; undefined: no look did. */
  after: number | undefined;
  /** When the first look ended that found all of them to hold. */
  before: number;
  /** From when on before it no look could say how all of them stand; undefined: the look before it could. */
  unknownFrom: number | undefined;
}

/**
 * Follows whether all checks hold, and since when without a break. What could not be looked at does not prove that
 * it held: it breaks the span as much as what did not hold.
 */
export class Hold {
  #since: number | undefined;
  #beginning: Beginning | undefined;
  /** When the last look began that found a check not to hold. */
  #notHeldAt: number | undefined;
  /** When the first look began, after that one, that could not say how all of them stand. */
  #unknownFrom: number | undefined;

  /** @param holdMs how long all must hold, in milliseconds. */
  constructor(readonly holdMs: number) {}

  /**
   * How all checks stood at a look.
   *
   * @param at when it began, on the monotonic clock
   * @param to when the last answer was there
   */
  looked(at: number, states: readonly HoldState[], to = at): void {
    if (states.length && states.every(state => state === 'held')) {
      this.#beginning ??= {after: this.#notHeldAt, before: to, unknownFrom: this.#unknownFrom};
      this.#since ??= at;
      return;
    }
    this.#since = undefined;
    this.#beginning = undefined;
    if (states.includes('not held')) {
      this.#notHeldAt = at;
      this.#unknownFrom = undefined;
    } else this.#unknownFrom ??= at;
  }

  /** Since when all have held; undefined while one does not. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Between which moments they began to hold; undefined while one does not. */
  get beginning(): Beginning | undefined {
    return this.#beginning;
  }

  /** Whether they have held for long enough at a moment. */
  isContained(at: number): boolean {
    return this.#since !== undefined && at - this.#since >= this.holdMs;
  }
}
