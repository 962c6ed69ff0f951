import {setImmediate as turn} from 'node:timers/promises';
import type {Clock} from '../../lib/clock.js';

/** Notices when something that is to be heard all the time is not, which it cannot say itself. */
export class Silence {
  /** When it was heard last, by the clock. */
  heardAt: number;
  #isSilent = false;

  /**
   * @param boundMs for so long it may say nothing
   * @param onSilent called once for each silence, with its begin
   */
  constructor(
    readonly clock: Clock,
    readonly boundMs: number,
    readonly onSilent: (since: number) => void,
  ) {
    this.heardAt = clock.now();
  }

  /** It was heard; says whether that ends a silence. */
  heard(): boolean {
    const ends = this.#isSilent;
    this.heardAt = this.clock.now();
    this.#isSilent = false;
    return ends;
  }

  /** Listens until aborted. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const left = this.#isSilent ? this.boundMs : this.heardAt + this.boundMs - this.clock.now();
      // What has come while this process was busy is heard first.
      if (left > 0) await this.clock.sleep(left, signal).catch(() => {});
      await turn();
      if (signal.aborted || this.#isSilent || this.clock.now() - this.heardAt < this.boundMs) continue;
      this.#isSilent = true;
      this.onSilent(this.heardAt);
    }
  }
}
