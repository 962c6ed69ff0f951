/** Something that a person asks the server for. `id` makes it safe to send again. */
export interface Asked {
  id: string;
  do: string;
  /** When the person did it, RFC 3339 by the conductor's clock as it is known here: of what had to wait. */
  at?: string;
  [field: string]: unknown;
}

/** `kept`: there is no connection; it is sent when there is one. */
export type Outcome = {state: 'done'} | {state: 'refused'; reason: string} | {state: 'kept'};

/** Sends one command; rejects where the server could not be reached. */
export type Post = (asked: Asked) => Promise<{ok: true} | {ok: false; reason: string}>;

/** What an outbox needs. */
export interface OutboxInput {
  post: Post;
  newId: () => string;
  /** The conductor's wall clock as it is known here, in milliseconds since 1970. */
  wallNow: () => number;
  /** Called when another number of commands waits. */
  onChange: (waiting: number) => void;
  /** Called when one that was kept was refused in the end. */
  onLate: (reason: string) => void;
}

/** Sends what a person does, in order, and keeps it while there is no connection. */
export class Outbox {
  readonly #kept: Asked[] = [];
  #isSending = false;

  constructor(readonly input: OutboxInput) {}

  /** How many wait for a connection. */
  get waiting(): number {
    return this.#kept.length;
  }

  /** Sends something, or keeps it behind what is kept already, with the time at which it was done. */
  async send(name: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    const {post, newId, wallNow, onChange} = this.input;
    const asked: Asked = {...fields, id: newId(), do: name};
    const at = new Date(wallNow()).toISOString();
    if (!this.#kept.length) {
      try {
        return outcomeOf(await post(asked));
      } catch {
        // No connection.
      }
    }
    this.#kept.push({...asked, at});
    onChange(this.#kept.length);
    return {state: 'kept'};
  }

  /** Sends what is kept, now that there is a connection again. */
  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const {post, onChange, onLate} = this.input;
    try {
      for (let next = this.#kept[0]; next; next = this.#kept[0]) {
        const outcome = outcomeOf(await post(next));
        this.#kept.shift();
        onChange(this.#kept.length);
        if (outcome.state === 'refused') onLate(outcome.reason);
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
