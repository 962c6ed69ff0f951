import {type Clock, realClock} from '../../lib/clock.js';

/** A clock that stands until it is told how much time has passed: what is read from a file happens in no time of its own. */
export class TableClock implements Clock {
  readonly #begun = realClock.wall().getTime();
  #ms = 0;

  now = (): number => this.#ms;

  wall = (): Date => new Date(this.#begun + this.#ms);

  /** Nobody waits by it: what does is woken at the end. */
  sleep = (_ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((_, reject) => {
      const stop = () => reject(signal?.reason);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, {once: true});
    });

  pass(ms: number): void {
    this.#ms += ms;
  }
}
