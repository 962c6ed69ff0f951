import type {Clock} from '../../lib/clock.js';
import type {Explanation, Sight, Source} from '../source.js';

/** From here on alerts are behind their events: what a batch and a poll take is less. In milliseconds. */
const BEHIND_MS = 5000;
/** A lag of more than this that does not grow is a clock or a time zone. */
const ANOTHER_CLOCK_MS = 900_000;
/** A lag that is larger by this much counts as growing. */
const GROWS_MS = 1000;
/** A lag is compared with that of this many posts before. */
const KEPT = 50;
/** Who is silent for longer than twice its lag and this, in milliseconds, is no longer known to be only behind. */
const PATIENCE_MS = 30_000;

/** Two clocks differ by less than this, or times are compared with care. */
const SKEW_MS = 2000;

/** What shows that a sender is behind, by our own clock. */
export interface Behind {
  /** From the newest post's event to its arrival. */
  lagMs: number;
  growing: boolean;
  /** When the newest event of all its posts was. */
  newestEvent: Date;
}

/** How far a sender is behind: by the times of the events that its posts are about, against their arrival. */
export class Pace {
  #lags: number[] = [];
  #newestEvent = Number.NEGATIVE_INFINITY;
  #arrived = Number.NEGATIVE_INFINITY;

  /**
   * Takes a post.
   *
   * @param skewMs how far the clock of the events is ahead of ours
   */
  heard(eventTime: string | undefined, arrived: Date, skewMs = 0): void {
    const at = Date.parse(eventTime ?? '') - (Math.abs(skewMs) < SKEW_MS ? 0 : skewMs);
    if (!Number.isFinite(at)) return;
    this.#newestEvent = Math.max(this.#newestEvent, at);
    this.#arrived = arrived.getTime();
    this.#lags = [...this.#lags.slice(1 - KEPT), this.#arrived - at];
  }

  /** How far behind the newest post was; undefined when it was not. */
  get behind(): Behind | undefined {
    const lagMs = this.#lags.at(-1) ?? 0;
    const growing = lagMs - Math.min(...this.#lags) > GROWS_MS;
    if (lagMs < BEHIND_MS || (lagMs > ANOTHER_CLOCK_MS && !growing)) return undefined;
    return {lagMs, growing, newestEvent: new Date(this.#newestEvent)};
  }

  /** Whether a sender that is behind may still come to what happened at a time: nobody knows what it will say of it. */
  mayStillReach(at: Date, now: Date): Behind | undefined {
    const {behind} = this;
    if (!behind || behind.newestEvent >= at) return undefined;
    return now.getTime() - this.#arrived <= 2 * behind.lagMs + PATIENCE_MS ? behind : undefined;
  }
}

/** `67 s behind and growing`. */
export const behindText = ({lagMs, growing}: Behind): string =>
  `${Math.round(lagMs / 1000)} s behind${growing ? ' and growing' : ''}`;

/** A source whose evidence carries the times of the events it is about: it says so when it falls behind. */
export function paced<S extends Source>(source: S, clock: Clock, change: string): S {
  const pace = new Pace();
  return {
    ...source,
    start: (onSignal, interest, abort) =>
      source.start(
        signal => {
          pace.heard(signal.sourceTime, clock.wall(), interest.skewMs?.());
          onSignal(signal);
        },
        interest,
        abort,
      ),
    sight(from, to, question): Sight {
      const own = source.sight(from, to, question);
      if (own.state === 'blind' || question === 'late') return own;
      const now = clock.wall();
      const behind = pace.mayStillReach(new Date(now.getTime() - (clock.now() - from)), now);
      if (!behind) return own;
      const reason = `it is ${behindText(behind)}: the newest event that it has come to is of ${hour(behind.newestEvent)}, before the attack`;
      return {state: 'blind', reason, change};
    },
    async delay(about, signal): Promise<Explanation | undefined> {
      const {behind} = pace;
      if (!behind) return source.delay?.(about, signal);
      return {
        cause: `it is ${behindText(behind)}`,
        change,
        proof: {...behind, newestEvent: behind.newestEvent.toISOString()},
      };
    },
  };
}

/** `18:07:13 UTC`. */
export const hour = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;
