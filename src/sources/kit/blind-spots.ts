import type {Clock} from '../../lib/clock.js';
import type {Sight} from '../source.js';

interface Span {
  from: number;
  to: number;
  reason: string;
}

/** Remembers when a source could not see, so that "not seen" is never said of a time nobody looked. */
export class BlindSpots {
  readonly #spans: Span[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The source cannot see from now on, or since a time. */
  close(reason: string, from = this.#clock.now()): void {
    const last = this.#spans.at(-1);
    if (last?.to === Number.POSITIVE_INFINITY) last.reason = reason;
    else this.#spans.push({from, to: Number.POSITIVE_INFINITY, reason});
  }

  /** The source could not see at this moment, and can again: something came that it could not read. */
  blink(reason: string): void {
    const now = this.#clock.now();
    if (this.now().state === 'clear') this.#spans.push({from: now, to: now, reason});
  }

  /** The source can see again. */
  open(): void {
    const last = this.#spans.at(-1);
    if (last?.to === Number.POSITIVE_INFINITY) last.to = this.#clock.now();
  }

  /** Whether it can see at the moment. */
  now(): Sight {
    const last = this.#spans.at(-1);
    return last?.to === Number.POSITIVE_INFINITY ? {state: 'blind', reason: last.reason} : {state: 'clear'};
  }

  /** Whether it could see all the time between two moments. */
  sight(from: number, to: number): Sight {
    const span = this.#spans.find(s => s.from < to && s.to > from);
    return span ? {state: 'blind', reason: span.reason} : {state: 'clear'};
  }
}
