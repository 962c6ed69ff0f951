/** Something that a person asks the server for. `id` makes it safe to send again. */
export interface Asked {
  id: string;
  do: string;
  [field: string]: unknown;
}

/** `kept`: there is no connection; it is sent when there is one. */
export type Outcome = {state: 'done'} | {state: 'refused'; reason: string} | {state: 'kept'};

/** Sends one command; rejects where the server could not be reached. */
export type Post = (asked: Asked) => Promise<{ok: true} | {ok: false; reason: string}>;

/** Sends what people do, in order, and keeps it while there is no connection. */
export class Outbox {
  readonly #kept: Asked[] = [];
  #isSending = false;

  /**
   * @param onChange called when another number of them waits
   * @param onLate called when one that was kept was refused in the end
   */
  constructor(
    readonly post: Post,
    readonly onChange: () => void,
    readonly onLate: (reason: string) => void,
  ) {}

  /** How many wait for a connection. */
  get waiting(): number {
    return this.#kept.length;
  }

  /** Sends something, or keeps it behind what is kept already. */
  async send(name: string, input: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    const asked: Asked = {...input, id: crypto.randomUUID(), do: name};
    if (!this.#kept.length) {
      try {
        return outcomeOf(await this.post(asked));
      } catch {
        // No connection.
      }
    }
    this.#kept.push(asked);
    this.onChange();
    return {state: 'kept'};
  }

  /** Sends what is kept, now that there is a connection again. */
  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#kept[0]; next; next = this.#kept[0]) {
        const outcome = outcomeOf(await this.post(next));
        this.#kept.shift();
        this.onChange();
        if (outcome.state === 'refused') this.onLate(outcome.reason);
      }
    } catch {
      // Still no connection: the rest waits.
    } finally {
      this.#isSending = false;
    }
  }
}

const outcomeOf = (answer: Awaited<ReturnType<Post>>): Outcome =>
  answer.ok ? {state: 'done'} : {state: 'refused', reason: answer.reason};
