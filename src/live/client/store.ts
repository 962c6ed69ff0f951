import type {EventOf} from '../../events/events.js';
import type {Hello, ViewerEvent} from '../../view/live/facts.js';
import {didOf, toldOf} from '../../view/live/saying.js';
import type {Telling} from '../../view/live/told/telling.js';
import {drillTime, type LiveView, shownTime} from '../../view/live/view.js';
import {tellingIn} from '../../view/live/words.js';
import type {RunView} from '../../view/view.js';
import {Heard} from '../part/heard.js';

/** One thing that happened, in words. */
export interface Told {
  n: number;
  /** Drill time, in milliseconds. */
  t: number;
  text: string;
}

/** Lines of what happened that are kept. */
const MOST_TOLD = 500;

/** Holds what a stream has said, and the last of it in words. */
export class ClientStore {
  readonly #heard: Heard;
  #told: Told[] = [];
  #lastDid = new Map<string, Told>();
  #clock: EventOf<'clock.changed'>[] = [];
  /** The newest event's time of the run, and the conductor's wall clock then. */
  #newest = {ms: 0, wall: 0};

  /**
   * @param monotonic milliseconds of a clock that never jumps
   * @param language of what is told; absent: that of the drill
   */
  constructor(
    monotonic: () => number,
    readonly language?: string,
  ) {
    this.#heard = new Heard(monotonic);
  }

  /** The words of what is told. */
  get telling(): Telling {
    return tellingIn(this.language ?? this.hello?.language);
  }

  get hello(): Hello | undefined {
    return this.#heard.hello;
  }

  get view(): LiveView {
    return this.#heard.view;
  }

  /** The machine's side of it, for those who are sent it. */
  get run(): RunView {
    return {...this.#heard.run, exercise: {live: this.view, clock: this.#clock, resumed: []}};
  }

  get told(): readonly Told[] {
    return this.#told;
  }

  /** What each participant did last, in a few words, by their id. */
  get lastDid(): ReadonlyMap<string, Told> {
    return this.#lastDid;
  }

  /** The id of the last frame, by which a stream goes on. */
  get lastId(): string | undefined {
    return this.#heard.lastId;
  }

  /** The conductor's wall clock now, in milliseconds since 1970: that of this machine may be wrong. */
  get wallNow(): number {
    return this.#heard.wallNow;
  }

  /** Drill time now, in milliseconds. */
  get t(): number {
    const {hello, view, wallNow} = this;
    return hello ? shownTime(hello, view, wallNow) : drillTime(view, wallNow);
  }

  /** Milliseconds of the run, now. */
  get runNow(): number {
    return this.#newest.ms + Math.max(0, this.wallNow - this.#newest.wall);
  }

  /** Takes the first frame of a stream. One that does not go on where the last has ended begins anew. */
  greet(hello: Hello, id: string): void {
    if (!this.#heard.greet(hello, id)) return;
    this.#told = [];
    this.#lastDid = new Map();
    this.#clock = [];
  }

  /** Takes one event; returns what is said of it, where it is worth a line. */
  take(event: ViewerEvent, id: string): Told | undefined {
    this.#heard.take(event, id);
    this.#newest = {ms: event.ms, wall: Date.parse(event.at)};
    if (event.type === 'clock.changed') this.#clock.push({...event, seq: event.n});
    const when = {n: event.n, t: 't' in event ? event.t : drillTime(this.view, Date.parse(event.at))};
    const did = didOf(event, this.view, this.telling);
    if (did) this.#lastDid.set(did.person, {...when, text: did.text});
    const text = toldOf(event, this.view, this.telling);
    if (text === undefined) return undefined;
    const told = {...when, text};
    this.#told.push(told);
    if (this.#told.length > 2 * MOST_TOLD) this.#told = this.#told.slice(-MOST_TOLD);
    return told;
  }
}
