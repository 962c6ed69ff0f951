import {Outbox, type Outcome} from '../../live/part/outbox.js';
import {post} from './api.js';
import {LiveStore} from './live-store.js';
import {listen} from './stream.js';
import {type Shelf, Unsent} from './unsent.js';

/** Until what could not be sent is tried again, in milliseconds. */
const AGAIN_MS = 1000;

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
    save: unsent => this.#unsent?.save(unsent),
  });
  #unsent: Unsent | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #state: SessionState = {waiting: 0, told: []};
  #count = 0;
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  /** @param shelf where what is not sent outlasts a reload of the page; absent: it does not */
  constructor(readonly shelf?: Shelf) {}

  /** Listens to the server; returns the way to stop. */
  begin = (): (() => void) => {
    const stop = listen(this.store, () => this.#online());
    return () => {
      clearTimeout(this.#again);
      stop();
    };
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Does something, and tells why where it was refused. */
  send = async (name: string, input?: Readonly<Record<string, unknown>>): Promise<Outcome> => {
    const outcome = await this.#outbox.send(name, input);
    if (outcome.state === 'refused') this.tell(outcome.reason);
    if (outcome.state === 'kept') this.#flushLater();
    return outcome;
  };

  /** Only the last few are kept: they are for the moment. */
  tell(text: string): void {
    this.#set({told: [...this.#state.told, {id: ++this.#count, text}].slice(-3)});
  }

  dismiss(id: number): void {
    this.#set({told: this.#state.told.filter(told => told.id !== id)});
  }

  /** Who this is stands in the first frame: what they had not sent before the page was loaded anew is sent now. */
  #online(): void {
    const {hello} = this.store;
    if (hello && this.shelf && !this.#unsent) {
      this.#unsent = new Unsent(this.shelf, hello.epoch, hello.person);
      this.#outbox.restore(this.#unsent.load());
    }
    void this.#outbox.flush().then(() => this.#flushLater());
  }

  /** Something may be kept although the stream goes on: nothing else would send it again. */
  #flushLater(): void {
    clearTimeout(this.#again);
    if (!this.#outbox.waiting) return;
    this.#again = setTimeout(() => {
      if (this.store.shown.connection === 'online') this.#online();
      else this.#flushLater();
    }, AGAIN_MS);
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
