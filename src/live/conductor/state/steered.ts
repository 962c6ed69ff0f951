import type {LiveView} from '../../../view/live/view.js';
import {isSteered} from '../../../view/live/words.js';

/** For how long a drill goes on without anybody who controls it, in milliseconds. */
export const ALONE_MS = 5 * 60_000;

/** Why the clock was held, or goes on without anybody. */
export const NO_FACILITATOR = 'no facilitator has been there for 5 minutes';
export const ON_ITS_OWN = 'no facilitator is there: the script goes on by the clock';

/** Since when nobody has steered a drill that is running. */
export class Steered {
  #since: number | undefined;
  #isTold = false;

  /**
   * Looks again.
   *
   * @param now monotonic milliseconds
   * @returns whether nobody has been there for too long; said once, until somebody was there again
   */
  isMissed(view: LiveView, isRunning: boolean, now: number): boolean {
    if (!isRunning || isSteered(view)) {
      this.#since = undefined;
      this.#isTold = false;
      return false;
    }
    this.#since ??= now;
    if (this.#isTold || now - this.#since < ALONE_MS) return false;
    this.#isTold = true;
    return true;
  }
}
