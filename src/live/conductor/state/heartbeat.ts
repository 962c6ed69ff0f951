import type {Clock} from '../../../lib/clock.js';

/** Drill time may stand still for this long before the machine is taken to have slept, in milliseconds. */
const GAP_MS = 5000;

/** Finds out whether this machine stood still, from beat to beat: its monotonic clock may have stood, too. */
export class Heartbeat {
  #last: {now: number; wall: number};

  constructor(readonly clock: Clock) {
    this.#last = this.#read();
  }

  /**
   * Beats.
   *
   * @returns the gap since the last beat: when it began and ended on the monotonic clock, and its length in milliseconds
   * by the clock that saw more of it; undefined: there was none
   */
  beat(): {from: number; to: number; ms: number} | undefined {
    const [before, beat] = [this.#last, this.#read()];
    this.#last = beat;
    const ms = Math.max(beat.now - before.now, beat.wall - before.wall);
    return ms < GAP_MS ? undefined : {from: before.now, to: beat.now, ms: Math.round(ms)};
  }

  #read = () => ({now: this.clock.now(), wall: this.clock.wall().getTime()});
}
