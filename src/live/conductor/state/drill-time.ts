import type {Clock} from '../../../lib/clock.js';
import type {Pauses} from '../../../lib/pauses.js';

/** Where a drill's clock stands. */
export type ClockState = 'waiting' | 'running' | 'paused' | 'ended';

/** The drill's own clock: milliseconds since its start, pauses left out. */
export class DrillTime {
  #state: ClockState = 'waiting';
  #startedAt = 0;
  #endedT = 0;
  /** What had passed before this conductor took over. */
  #baseT = 0;

  constructor(
    readonly clock: Clock,
    readonly pauses: Pauses,
  ) {}

  get state(): ClockState {
    return this.#state;
  }

  /** Drill time now. */
  get t(): number {
    return this.at(this.clock.now());
  }

  /** Drill time at a moment of the monotonic clock. */
  at(now: number): number {
    if (this.#state === 'waiting') return 0;
    if (this.#state === 'ended') return this.#endedT;
    return Math.max(0, Math.round(this.#baseT + now - this.#startedAt - this.pauses.between(this.#startedAt, now)));
  }

  /** @param baseT what has passed already, in milliseconds */
  start(baseT = 0): void {
    this.#startedAt = this.clock.now();
    this.#baseT = baseT;
    this.#state = 'running';
  }

  /** @param at since when, on the monotonic clock: it may lie in the past, where a machine has slept */
  pause(at = this.clock.now()): void {
    this.pauses.pause(at);
    this.#state = 'paused';
  }

  resume(): void {
    this.pauses.resume(this.clock.now());
    this.#state = 'running';
  }

  /** Puts the clock forward: what people did took this long in the story, in milliseconds. */
  spend(ms: number): void {
    this.#baseT += ms;
  }

  end(): void {
    this.#endedT = this.t;
    this.#state = 'ended';
  }
}
