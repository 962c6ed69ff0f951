import {Outbox, type Outcome} from '../../live/part/outbox.js';
import {post} from './api.js';
import {LiveStore} from './live-store.js';
import {listen} from './stream.js';

/** Something that the page tells the person who sits before it: a refusal, or that something is kept. */
export interface Told {
  id: number;
  text: string;
}

/** What a session adds to the store: what waits, and what was said. */
export interface SessionState {
  waiting: number;
  told: readonly Told[];
}

/** The part of one person in a drill, from this page. */
export class Session {
  readonly store = new LiveStore(() => performance.now());
  readonly #outbox = new Outbox({
    post,
    newId,
    wallNow: () => this.store.wallNow,
    onChange: waiting => this.#set({waiting}),
    onLate: reason => this.tell(reason),
  });
  #state: SessionState = {waiting: 0, told: []};
  #count = 0;
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  /** Listens to the server; returns the way to stop. */
  begin = (): (() => void) => listen(this.store, () => void this.#outbox.flush());

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Does something, and tells why where it was refused. */
  send = async (name: string, input?: Readonly<Record<string, unknown>>): Promise<Outcome> => {
    const outcome = await this.#outbox.send(name, input);
    if (outcome.state === 'refused') this.tell(outcome.reason);
    return outcome;
  };

  /** Only the last few are kept: they are for the moment. */
  tell(text: string): void {
    this.#set({told: [...this.#state.told, {id: ++this.#count, text}].slice(-3)});
  }

  dismiss(id: number): void {
    this.#set({told: this.#state.told.filter(told => told.id !== id)});
  }

  #set(change: Partial<SessionState>): void {
    this.#state = {...this.#state, ...change};
    for (const listener of this.#listeners) listener();
  }
}

/** A UUID. `crypto.randomUUID` is there only where the page comes over TLS or from this machine. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
