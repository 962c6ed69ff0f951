import type {DrillEvent, DrillFact} from '../../events/events.js';
import {RunFold} from '../../view/fold.js';
import type {Hello, ViewerEvent} from '../../view/live/facts.js';
import {LiveFold} from '../../view/live/fold.js';
import {isStaff, type LiveView} from '../../view/live/view.js';
import type {RunView} from '../../view/view.js';

/** What one person's stream has said so far, folded: terminal and browser show what is made from it. */
export class Heard {
  #live = new LiveFold();
  #run = new RunFold();
  /** The scenario of each alert, and the number of its signal. */
  #signals = new Map<string, {scenario: string; seq: number}>();
  #hello: Hello | undefined;
  #lastId: string | undefined;
  #offset = 0;

  /** @param monotonic milliseconds of a clock that never jumps */
  constructor(readonly monotonic: () => number) {}

  get hello(): Hello | undefined {
    return this.#hello;
  }

  get view(): LiveView {
    return this.#live.view;
  }

  /** The machine's side of it, for those who are sent it. */
  get run(): RunView {
    return this.#run.view;
  }

  /** The id of the last frame, by which a stream goes on. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** The conductor's wall clock less the monotonic one of this machine, in milliseconds. */
  get offset(): number {
    return this.#offset;
  }

  /** The conductor's wall clock now, in milliseconds since 1970: that of this machine may be wrong. */
  get wallNow(): number {
    return this.monotonic() + this.#offset;
  }

  /**
   * Takes the first frame of a stream. One that does not go on where the last has ended begins anew.
   *
   * @returns whether it does
   */
  greet(hello: Hello, id: string): boolean {
    const isNew = id !== this.#lastId;
    if (isNew) this.#forget();
    this.#lastId = id;
    this.#hello = hello;
    this.#offset = hello.serverNow - this.monotonic();
    return isNew;
  }

  /** Takes one event. */
  take(event: ViewerEvent, id: string): void {
    this.#lastId = id;
    this.#live.add(event);
    // A monotonic clock may stand still while its machine sleeps: what comes from the future shows that it did.
    this.#offset = Math.max(this.#offset, Date.parse(event.at) - this.monotonic());
    if (this.#hello && isStaff(this.#hello)) this.#foldRun(event);
  }

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
  }
}
