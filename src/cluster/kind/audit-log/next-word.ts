import type {AuditLogFeed} from '../../cluster.js';

/** Lets others wait until a feed has been heard once more, or has said that it cannot be. */
export class NextWord {
  readonly #waiting = new Set<() => void>();
  #isDown = true;

  /** The feed's state, as it tells it. */
  state(state: 'up' | 'down'): void {
    this.#isDown = state === 'down';
    if (this.#isDown) this.heard();
  }

  /** Everything that stood in the log until now, or shortly before, was handed on. */
  heard(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Resolves with the next word; at once while the feed is down. */
  readonly come: NonNullable<AuditLogFeed['caughtUp']> = async signal => {
    signal.throwIfAborted();
    if (this.#isDown) return;
    const {promise, resolve, reject} = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    this.#waiting.add(resolve);
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#waiting.delete(resolve);
    }
  };
}
