import type {Clock} from '../../lib/clock.js';

/** Lets `perSecond` through in the long run, and `burst` at once. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** Keys that are remembered; beyond this many the ones seen longest ago are forgotten. */
const KEPT_KEYS = 10_000;

/** A token bucket for each key: an address, or a person. */
export class RateLimit {
  readonly #buckets = new Map<string, {tokens: number; at: number}>();

  constructor(
    readonly clock: Clock,
    readonly rate: Rate,
  ) {}

  /** Whether one more is let through now. */
  take(key: string): boolean {
    const now = this.clock.now();
    const {perSecond, burst} = this.rate;
    const before = this.#buckets.get(key) ?? {tokens: burst, at: now};
    const tokens = Math.min(burst, before.tokens + ((now - before.at) / 1000) * perSecond);
    const isLet = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, {tokens: isLet ? tokens - 1 : tokens, at: now});
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > KEPT_KEYS && oldest !== undefined) this.#buckets.delete(oldest);
    return isLet;
  }

  /** As if it had not been taken: it turned out to be rightful. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket) bucket.tokens = Math.min(this.rate.burst, bucket.tokens + 1);
  }
}

/** Five tries a minute from one address, fifty from all: a code of 40 bits is then never guessed. */
export const JOIN_RATES = {address: {perSecond: 5 / 60, burst: 5}, all: {perSecond: 50 / 60, burst: 50}};
export const COMMAND_RATE: Rate = {perSecond: 10, burst: 30};
/** Streams of one person, and of all. */
export const STREAMS = {person: 8, all: 500};
