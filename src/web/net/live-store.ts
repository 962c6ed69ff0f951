import {Heard} from '../../live/part/heard.js';
import type {Hello, ViewerEvent} from '../../view/live/facts.js';
import type {LiveView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';

/** Whether events come: `closed` is a server that no longer knows us. */
export type Connection = 'connecting' | 'online' | 'offline' | 'closed';

/** The newest of what people are told about when it comes; what was there before they came is not in it. */
export interface Newest {
  alert?: string;
  inject?: string;
  question?: string;
  message?: string;
}

/** What the page is made from, as of now. */
export interface Shown {
  hello: Hello | undefined;
  view: LiveView;
  /** The machine's side of it, for those who are sent it. */
  run: RunView;
  newest: Newest;
  connection: Connection;
  /** The server's wall clock less this browser's monotonic one, in milliseconds. */
  clockOffset: number;
}

/** Holds what the stream has said, and tells listeners when there is more. Times are those of the server. */
export class LiveStore {
  readonly #heard: Heard;
  #newest: Newest = {};
  #connection: Connection = 'connecting';
  #shown: Shown | undefined;
  readonly #listeners = new Set<() => void>();

  /** @param monotonic milliseconds of a clock that never jumps */
  constructor(monotonic: () => number) {
    this.#heard = new Heard(monotonic);
  }

  /** The first frame of the stream, as soon as it is there. */
  get hello(): Hello | undefined {
    return this.#heard.hello;
  }

  /** The id of the last frame, by which a stream goes on. */
  get lastId(): string | undefined {
    return this.#heard.lastId;
  }

  /** The server's wall clock now, in milliseconds since 1970. */
  get wallNow(): number {
    return this.#heard.wallNow;
  }

  /** The same object until something changes. */
  get shown(): Shown {
    const {hello, view, run, offset} = this.#heard;
    this.#shown ??= {hello, view, run, newest: this.#newest, connection: this.#connection, clockOffset: offset};
    return this.#shown;
  }

  /**
   * Takes the first frame of a stream. One that does not go on where the last has ended begins anew. What was missed is
   * shown all at once: a screen that fills up before one's eyes helps nobody, and costs time.
   */
  greet(hello: Hello, id: string): void {
    if (this.#heard.greet(hello, id)) this.#newest = {};
    this.#connection = 'online';
    if (Number(id.slice(id.lastIndexOf('.') + 1)) + 1 >= hello.old) this.#changed();
  }

  /** Takes one event. */
  take(event: ViewerEvent, id: string): void {
    this.#heard.take(event, id);
    const {hello} = this.#heard;
    if (hello && event.n >= hello.old) this.#newest = newer(this.#newest, event);
    if (!hello || event.n + 1 >= hello.old) this.#changed();
  }

  connect(state: Connection): void {
    if (state === this.#connection) return;
    this.#connection = state;
    this.#changed();
  }

  /** Calls `listener` after every change; returns the way to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    this.#shown = undefined;
    for (const listener of this.#listeners) listener();
  }
}

function newer(before: Newest, event: ViewerEvent): Newest {
  switch (event.type) {
    case 'alert.shown':
      return {...before, alert: event.alert};
    case 'inject.delivered':
      return event.text === undefined ? before : {...before, inject: event.inject};
    case 'question.asked':
      return {...before, question: event.question.id};
    case 'message.sent':
      return {...before, message: event.id};
    default:
      return before;
  }
}
