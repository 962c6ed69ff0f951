/**
 * Which scenario may begin, where a script says so and not the drill's order: each waits for its turn, and the run stays
 * until the script is over.
 */
export class Turns {
  readonly #calls = new Map<string, () => void>();
  readonly #called = new Set<string>();
  readonly #over = Promise.withResolvers<void>();
  #isOver = false;
  #isOpen = false;
  /** Hears that the engine is ready. */
  onOpen: () => void = () => {};
  /** Begins a scenario when there is room for it: where many share a cluster, not all at once. */
  room: (scenario: string, begin: () => void) => void = (_, begin) => begin();

  /** Whether scenarios wait for their turns: the cluster is there, and preflight has passed. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isOver;
  }

  /** The engine is ready. */
  open(): void {
    this.#isOpen = true;
    this.onOpen();
  }

  /** Lets a scenario begin, now or as soon as the engine is ready and there is room for it. */
  call(scenario: string): void {
    this.room(scenario, () => {
      this.#called.add(scenario);
      this.#calls.get(scenario)?.();
    });
  }

  /** Whether it was a scenario's turn already. */
  has(scenario: string): boolean {
    return this.#called.has(scenario);
  }

  /** Begins anew: no scenario has had its turn, and the engine is not ready yet. */
  again(): void {
    this.#called.clear();
    this.#calls.clear();
    this.#isOpen = false;
  }

  /** Nothing more begins, and the run need not stay. */
  end(): void {
    this.#isOver = true;
    this.#over.resolve();
    for (const wake of this.#calls.values()) wake();
  }

  /** Resolves when it is a scenario's turn: to false when it never will be. Rejects when the run is aborted. */
  async of(scenario: string, abort: AbortSignal): Promise<boolean> {
    if (!this.#called.has(scenario) && !this.#isOver) {
      const called = new Promise<void>(resolve => this.#calls.set(scenario, resolve));
      await unlessAborted(called, abort);
    }
    abort.throwIfAborted();
    return this.#called.has(scenario);
  }

  /** Resolves when the script is over; rejects when the run is aborted. */
  async over(abort: AbortSignal): Promise<void> {
    await unlessAborted(this.#over.promise, abort);
    abort.throwIfAborted();
  }
}

async function unlessAborted(waited: Promise<void>, abort: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  const stop = () => stopped.resolve();
  abort.addEventListener('abort', stop, {once: true});
  if (abort.aborted) stop();
  await Promise.race([waited, stopped.promise]);
  abort.removeEventListener('abort', stop);
}
