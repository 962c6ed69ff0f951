import type {AuditLogFeed} from '../cluster.js';

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
    let onAbort: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        onAbort = () => reject(signal.reason);
        this.#waiting.add(resolve);
        signal.addEventListener('abort', onAbort);
      });
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort);
    }
  };
}
