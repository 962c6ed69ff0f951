import {Pauses} from '../lib/pauses.js';

/** How much time people have for each attack, beyond what the plan gives them: pauses, and what a facilitator adds. */
export class Leeway {
  readonly pauses = new Pauses();
  /** When this machine stood still: a laptop that slept, a process that was stopped. */
  readonly gaps = new Pauses();
  readonly #extraMs = new Map<string, number>();
  readonly #closed = new Map<string, AbortController>();
  #allClosed = false;

  /** Gives people more time to contain an attack. */
  extend(scenario: string, ms: number): void {
    this.#extraMs.set(scenario, this.extraMs(scenario) + ms);
  }

  /** What they were given, in milliseconds. */
  extraMs(scenario: string): number {
    return this.#extraMs.get(scenario) ?? 0;
  }

  /** Nobody is to contain an attack any longer; how it stands is its end. */
  close(scenario: string): void {
    this.#of(scenario).abort();
  }

  /** The same for every attack, also for those to come. */
  closeAll(): void {
    this.#allClosed = true;
    for (const controller of this.#closed.values()) controller.abort();
  }

  /** Aborted when an attack is closed. */
  closed(scenario: string): AbortSignal {
    const controller = this.#of(scenario);
    if (this.#allClosed) controller.abort();
    return controller.signal;
  }

  #of(scenario: string): AbortController {
    const controller = this.#closed.get(scenario) ?? new AbortController();
    this.#closed.set(scenario, controller);
    return controller;
  }
}
