import type {DrillEvent, DrillFact} from '../../events/events.js';
import {RunFold} from '../../view/fold.js';
import type {Hello, ViewerEvent} from '../../view/live/facts.js';
import {LiveFold} from '../../view/live/fold.js';
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

/** Holds what the stream has said, folded, and tells listeners when there is more. Times are those of the server. */
export class LiveStore {
  #live = new LiveFold();
  #run = new RunFold();
  /** The scenario of each alert, and the number of its signal. */
  #signals = new Map<string, {scenario: string; seq: number}>();
  #hello: Hello | undefined;
  #lastId: string | undefined;
  #newest: Newest = {};
  #connection: Connection = 'connecting';
  #clockOffset = 0;
  #shown: Shown | undefined;
  readonly #listeners = new Set<() => void>();

  /** @param monotonic milliseconds of a clock that never jumps */
  constructor(readonly monotonic: () => number) {}

  /** The id of the last frame, by which a stream goes on. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** The same object until something changes. */
  get shown(): Shown {
    this.#shown ??= {
      hello: this.#hello,
      view: this.#live.view,
      run: this.#run.view,
      newest: this.#newest,
      connection: this.#connection,
      clockOffset: this.#clockOffset,
    };
    return this.#shown;
  }

  /** Takes the first frame of a stream. One that does not go on where the last has ended begins anew. */
  greet(hello: Hello, id: string): void {
    if (id !== this.#lastId) this.#forget();
    this.#lastId = id;
    this.#hello = hello;
    this.#clockOffset = hello.serverNow - this.monotonic();
    this.#connection = 'online';
    this.#changed();
  }

  /** Takes one event. */
  take(event: ViewerEvent, id: string): void {
    this.#lastId = id;
    this.#live.add(event);
    // A browser's clock stands still while its machine sleeps: what comes from the future shows that it did.
    this.#clockOffset = Math.max(this.#clockOffset, Date.parse(event.at) - this.monotonic());
    if (this.#hello && isStaff(this.#hello)) this.#foldRun(event);
    if (this.#hello && event.n >= this.#hello.old) this.#newest = newer(this.#newest, event);
    this.#changed();
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

  #foldRun(event: ViewerEvent): void {
    const seq = event.n;
    if (event.type === 'signal.seen' && event.alert !== undefined)
      this.#signals.set(event.alert, {scenario: event.scenario, seq});
    const fact = event.type === 'alert.answered' ? this.#acknowledged(event) : event;
    if (fact) this.#run.add({...fact, seq, at: event.at, ms: event.ms} as DrillEvent);
  }

  /** What the log says of an answer to an alert. */
  #acknowledged(event: Extract<ViewerEvent, {type: 'alert.answered'}>): DrillFact | undefined {
    const signal = this.#signals.get(event.alert);
    if (!signal) return undefined;
    const {alert, source, counted, robot, latencyMs, name, reason} = event;
    return {
      type: 'alert.acknowledged',
      ...{scenario: signal.scenario, alert: signal.seq, source, counted, robot, latencyMs, keys: []},
      evidence: {kind: 'acknowledgement', ref: alert, document: null},
      ...(name !== undefined && {person: name}),
      ...(reason !== undefined && {reason}),
    };
  }

  #forget(): void {
    this.#live = new LiveFold();
    this.#run = new RunFold();
    this.#signals = new Map();
    this.#newest = {};
  }

  #changed(): void {
    this.#shown = undefined;
    for (const listener of this.#listeners) listener();
  }
}

/** Those who are sent the machine's side, too. */
export const isStaff = ({kind}: Pick<Hello, 'kind'>): boolean => kind === 'controls' || kind === 'observes';

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
