import type {ApiClient} from '../../cluster/api/client.js';
import type {Clock} from '../../lib/clock.js';

/** Until a watch that ended is begun again, in milliseconds. */
const AGAIN_MS = 2000;
/** Changes come in heaps: what comes within this time is looked at once, in milliseconds. */
const GATHER_MS = 100;

/** Watches a collection: calls `onChange` for whatever it hears, and resolves with the status when the stream has ended. */
export type WatchCollection = (path: string, onChange: () => void, signal: AbortSignal) => Promise<number>;

/** Watches as one client. */
export const watchAs =
  (client: ApiClient): WatchCollection =>
  (path, onChange, signal) =>
    client.watch(path, {auditId: crypto.randomUUID(), signal, onChange});

/**
 * Hears when something changes that is looked at, so that it is looked at in that moment and not at the next poll. It
 * decides nothing: where a watch is refused or breaks, everything is still polled.
 */
export class Changes {
  #hasChanged = false;
  #wake: (() => void) | undefined;

  /** @param paths lists of the API server, with their selectors */
  constructor(
    readonly watch: WatchCollection,
    readonly paths: readonly string[],
    readonly clock: Clock,
  ) {}

  /** Watches until the signal. */
  begin(signal: AbortSignal): void {
    for (const path of new Set(this.paths)) void this.#follow(path, signal);
  }

  /** Has it looked again, as soon as somebody waits or does not wait any more. */
  readonly changed = (): void => {
    this.#hasChanged = true;
    this.#wake?.();
  };

  /** Waits that long, or until something changes. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    if (!this.#hasChanged) {
      await this.clock.sleep(ms, AbortSignal.any([signal, waking.signal])).catch(() => signal.throwIfAborted());
    }
    this.#wake = undefined;
    if (this.#hasChanged) await this.clock.sleep(Math.min(ms, GATHER_MS), signal);
    this.#hasChanged = false;
  }

  async #follow(path: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const status = await this.watch(path, this.changed, signal).catch(() => undefined);
      // Who may not watch, or watches what is not there, is not told otherwise in two seconds.
      if (status !== undefined && status >= 400 && status < 500 && status !== 410 && status !== 429) return;
      await this.clock.sleep(AGAIN_MS, signal).catch(() => {});
    }
  }
}

/** The list in which one object is, and nothing else: `…/pods/web` → `…/pods?fieldSelector=metadata.name=web`. */
export function listOf(path: string): string {
  const at = path.lastIndexOf('/');
  return `${path.slice(0, at)}?fieldSelector=${encodeURIComponent(`metadata.name=${path.slice(at + 1)}`)}`;
}
