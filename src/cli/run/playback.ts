import type {DrillEvent} from '../../events/events.js';
import type {Clock} from '../../lib/clock.js';

type Listener = (event: DrillEvent) => void;

/** A recorded run, told again at its own pace or faster. */
export class Playback {
  readonly #told: DrillEvent[] = [];
  readonly #listeners = new Set<Listener>();

  constructor(
    readonly events: readonly DrillEvent[],
    /** How many times faster than it was; 0 tells everything at once. */
    readonly speed: number,
    readonly clock: Clock,
  ) {}

  /** Calls `listener` for every event already told and then for each new one; returns the way to stop. */
  subscribe(listener: Listener): () => void {
    for (const event of this.#told) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells every event when its time has come; stops early, without an error, when aborted. */
  async play(signal: AbortSignal): Promise<void> {
    const startedAt = this.clock.now();
    for (const event of this.events) {
      const dueAt = this.speed ? startedAt + event.ms / this.speed : 0;
      const wait = dueAt - this.clock.now();
      if (wait > 0) await this.clock.sleep(wait, signal).catch(() => {});
      if (signal.aborted) return;
      this.#told.push(event);
      for (const listener of this.#listeners) listener(event);
    }
  }
}
