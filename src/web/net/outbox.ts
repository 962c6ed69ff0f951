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
  #kept: Asked[] = [];
  #isSending = false;

  /**
   * @param onChange called with the number of those that wait
   * @param onLate called when one that was kept was refused in the end
   */
  constructor(
    readonly post: Post,
    readonly newId: () => string,
    readonly onChange: (waiting: number) => void,
    readonly onLate: (reason: string) => void,
  ) {}

  /** Sends something, or keeps it behind what is kept already. */
  async send(name: string, input: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    const asked: Asked = {...input, id: this.newId(), do: name};
    if (this.#kept.length) return this.#keep(asked);
    try {
      return outcomeOf(await this.post(asked));
    } catch {
      return this.#keep(asked);
    }
  }

  /** Sends what is kept, now that there is a connection again. */
  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#kept[0]; next; next = this.#kept[0]) {
        const outcome = outcomeOf(await this.post(next));
        this.#kept.shift();
        this.onChange(this.#kept.length);
        if (outcome.state === 'refused') this.onLate(outcome.reason);
      }
    } catch {
      // Still no connection: the rest waits.
    } finally {
      this.#isSending = false;
    }
  }

  #keep(asked: Asked): Outcome {
    this.#kept.push(asked);
    this.onChange(this.#kept.length);
    return {state: 'kept'};
  }
}

const outcomeOf = (answer: Awaited<ReturnType<Post>>): Outcome =>
  answer.ok ? {state: 'done'} : {state: 'refused', reason: answer.reason};
