import type {Clock} from '../../lib/clock.js';
import {sleepUnless} from '../../lib/until.js';
import type {Execution} from '../execution.js';
import type {Watched} from './watched.js';

/** For how long the expectations of one execution are waited for, on the monotonic clock. */
export class Patience {
  readonly #waiters = new Set<() => void>();
  #notifiedAt: number | undefined;

  constructor(
    readonly execution: Execution,
    readonly watched: readonly Watched[],
    readonly options: {clock: Clock; graceMs: number},
  ) {}

  /** When people were first notified of an alert that is expected: their time runs from then. */
  get notifiedAt(): number | undefined {
    return this.#notifiedAt;
  }

  /** People were notified of an alert that is expected; only the first time counts. */
  notified(at: number): void {
    if (this.#notifiedAt !== undefined) return;
    this.#notifiedAt = at;
    this.wake();
  }

  /** How late a signal may come and still be counted, as late: the SLA, with the grace. */
  of({expectation}: Watched): number {
    return expectation.withinMs + this.options.graceMs;
  }

  /**
   * When an expectation is given up. Where an alert is expected and did not come by the time it was given up, there is
   * nothing to acknowledge, and nothing to wait for.
   */
  deadline(watched: Watched): number {
    const own = this.lastAnswer(watched) + this.of(watched);
    if (watched.expectation.stage !== 'acknowledged') return own;
    if (this.#notifiedAt !== undefined) return this.#notifiedAt + this.of(watched);
    return this.watched.some(w => w.expectation.stage === 'alerted') ? Number.NEGATIVE_INFINITY : own;
  }

  /** When the last request was answered that an expectation is about. */
  lastAnswer({expectation}: Watched): number {
    const requests = this.execution.attackRequests.filter(r => !expectation.step || r.step === expectation.step);
    return Math.max(...requests.map(r => r.answeredAt ?? r.sentAt), Number.NEGATIVE_INFINITY);
  }

  /** Everybody who waits looks again: something has happened. */
  wake(): void {
    for (const waiter of this.#waiters) waiter();
  }

  /**
   * Waits until an expectation is settled, or its time is over. That is asked for again whenever anything has happened:
   * an alert moves the deadline of its acknowledgement.
   */
  async until(watched: Watched, deadline: () => number, signal: AbortSignal): Promise<void> {
    const {clock} = this.options;
    while (!watched.settled && clock.now() < deadline()) {
      const wake = new AbortController();
      const waiter = () => wake.abort();
      this.#waiters.add(waiter);
      await sleepUnless(wake.signal, deadline() - clock.now(), clock, signal);
      this.#waiters.delete(waiter);
    }
  }
}
