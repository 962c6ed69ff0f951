import {NoAnswer} from '../cluster/api/client.js';
import type {Clock} from '../lib/clock.js';

/** The pause before a question is asked again, and the longest: ever further apart. */
const PAUSE_MS = {first: 250, factor: 2, most: 2000};
/** However short a run's SLA and grace are, a server that starts again gets a moment; and what waits, a minute. */
const LEAST_MS = 2000;
const LEAST_WAIT_MS = 60_000;
/** The bounds of the wait for one answer. */
const TIMEOUT_MS = {most: 30_000, least: 1000};
/** What a server answers that has not looked at the request: too many, starting, going, behind a proxy that waits. */
const BUSY: readonly number[] = [429, 502, 503, 504];

/** Whether an answer says what became of the request. */
export const isKnown = (code: number | undefined, wanted: readonly number[] = []): boolean =>
  code !== undefined && (wanted.includes(code) || !BUSY.includes(code));

/**
 * Whether the API server answers a run. One is shared by all that ask: what is lost for one is lost for all, so that a
 * run whose server is gone ends within its own SLA and grace, however much it would have asked.
 */
export class Reach {
  #silentSince: number | undefined;

  /** @param patienceMs how long silence may last: the run's longest SLA with its grace. */
  constructor(
    readonly clock: Clock,
    patienceMs: number,
  ) {
    this.patienceMs = Math.max(patienceMs, LEAST_MS);
  }

  readonly patienceMs: number;

  /** Whether the newest question was not answered. */
  get silent(): boolean {
    return this.#silentSince !== undefined;
  }

  /** Whether it has been silent for longer than the run can wait. */
  get lost(): boolean {
    return this.#leftMs <= 0;
  }

  /** How long the next question may wait for its answer. */
  get timeoutMs(): number {
    return Math.ceil(Math.min(TIMEOUT_MS.most, Math.max(TIMEOUT_MS.least, this.#leftMs)));
  }

  /** How long a wait may last that a scenario would let last for `withinMs`: no longer than is worth it to the run. */
  bound(withinMs: number): number {
    return Math.min(withinMs, Math.max(this.patienceMs, LEAST_WAIT_MS));
  }

  /** The server was heard. */
  heard(): void {
    this.#silentSince = undefined;
  }

  /** A question that was asked at `askedAt` got no answer. */
  unheard(askedAt: number): void {
    this.#silentSince ??= askedAt;
  }

  /**
   * Asks until it is known what became of it, or the server is lost.
   *
   * @param known whether an answer says so.
   * @returns the last answer; when there was none, its error is thrown.
   */
  async insist<T>(
    ask: (again: boolean) => Promise<T>,
    known: (answer: T) => boolean,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let pauseMs = PAUSE_MS.first, again = false; ; again = true) {
      const askedAt = this.clock.now();
      const got = await ask(again).then(
        answer => ({answer}),
        (error: unknown) => {
          if (error instanceof NoAnswer) return {error};
          throw error;
        },
      );
      if ('answer' in got && known(got.answer)) {
        this.heard();
        return got.answer;
      }
      this.unheard(askedAt);
      if (this.lost) {
        if ('answer' in got) return got.answer;
        throw got.error;
      }
      await this.clock.sleep(Math.min(pauseMs, this.#leftMs), signal);
      pauseMs = Math.min(pauseMs * PAUSE_MS.factor, PAUSE_MS.most);
    }
  }

  get #leftMs(): number {
    if (this.#silentSince === undefined) return this.patienceMs;
    return this.#silentSince + this.patienceMs - this.clock.now();
  }
}
