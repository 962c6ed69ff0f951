/** Something that a person asks the server for. `id` makes it safe to send again. */
export interface Asked {
  id: string;
  do: string;
  /** When the person did it, RFC 3339 by the conductor's clock as it is known here: of what had to wait. */
  at?: string;
  [field: string]: unknown;
}

/** What the server said; `isBusy`: not now, so that it is to be sent again. */
export type Answered = {ok: true; value?: unknown} | {ok: false; reason: string; isBusy?: boolean};

/** `kept`: it could not be sent; it is when there is a connection. */
export type Outcome = {state: 'done'; value?: unknown} | {state: 'refused'; reason: string} | {state: 'kept'};

/** Sends one command; rejects where the server could not be reached. */
export type Post = (asked: Asked) => Promise<Answered>;

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
  /** Called with all that no server is known to have, whenever that changes: to keep it where it outlasts this page. */
  save?: (unsent: readonly Asked[]) => void;
}

/** Sends what a person does, in order, and keeps it while there is no connection. */
export class Outbox {
  readonly #kept: Asked[] = [];
  /** On its way: nobody knows yet whether it has arrived. */
  readonly #flying = new Set<Asked>();
  #isSending = false;

  constructor(readonly input: OutboxInput) {}

  /** How many wait for a connection. */
  get waiting(): number {
    return this.#kept.length;
  }

  /** Takes back what an earlier page of the same person has not sent. */
  restore(unsent: readonly Asked[]): void {
    if (!unsent.length) return;
    this.#kept.unshift(...unsent);
    this.#changed();
  }

  /** Sends something, or keeps it behind what is kept already, with the time at which it was done. */
  async send(name: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    const {post, newId, wallNow} = this.input;
    const asked: Asked = {...fields, id: newId(), do: name};
    const late: Asked = {...asked, at: new Date(wallNow()).toISOString()};
    if (!this.#kept.length) {
      this.#flying.add(late);
      this.#save();
      const outcome = await post(asked).then(outcomeOf, () => KEPT);
      this.#flying.delete(late);
      if (outcome.state !== 'kept') {
        this.#save();
        return outcome;
      }
    }
    this.#kept.push(late);
    this.#changed();
    return KEPT;
  }

  /** Sends what is kept, now that there is a connection again. */
  async flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    const {post, onLate} = this.input;
    try {
      for (let next = this.#kept[0]; next; next = this.#kept[0]) {
        const outcome = outcomeOf(await post(next));
        if (outcome.state === 'kept') return;
        this.#kept.shift();
        this.#changed();
        if (outcome.state === 'refused') onLate(outcome.reason);
      }
    } catch {
      // Still no connection: the rest waits.
    } finally {
      this.#isSending = false;
    }
  }

  #changed(): void {
    this.#save();
    this.input.onChange(this.#kept.length);
  }

  #save(): void {
    this.input.save?.([...this.#kept, ...this.#flying]);
  }
}

const KEPT: Outcome = {state: 'kept'};

const outcomeOf = (answer: Answered): Outcome => {
  if (answer.ok) return {state: 'done', ...('value' in answer && {value: answer.value})};
  return answer.isBusy ? KEPT : {state: 'refused', reason: answer.reason};
};
