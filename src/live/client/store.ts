import type {DrillEvent, DrillFact, EventOf} from '../../events/events.js';
import {RunFold} from '../../view/fold.js';
import type {Hello, ViewerEvent} from '../../view/live/facts.js';
import {LiveFold} from '../../view/live/fold.js';
import type {Telling} from '../../view/live/told/telling.js';
import {drillTime, type LiveView} from '../../view/live/view.js';
import {didOf, isStaff, tellingIn, toldOf} from '../../view/live/words.js';
import type {RunView} from '../../view/view.js';

/** One thing that happened, in words. */
export interface Told {
  n: number;
  /** Drill time, in milliseconds. */
  t: number;
  text: string;
}

/** Lines of what happened that are kept. */
const MOST_TOLD = 500;

/** Holds what a stream has said, folded. */
export class ClientStore {
  #live = new LiveFold();
  #run = new RunFold();
  /** The scenario of each alert, and the number of its signal. */
  #signals = new Map<string, {scenario: string; seq: number}>();
  #told: Told[] = [];
  #lastDid = new Map<string, Told>();
  #clock: EventOf<'clock.changed'>[] = [];
  #hello: Hello | undefined;
  #lastId: string | undefined;
  /** The conductor's wall clock less the monotonic one of this machine, in milliseconds. */
  #offset = 0;
  /** The newest event's time of the run, and the conductor's wall clock then. */
  #newest = {ms: 0, wall: 0};

  /**
   * @param monotonic milliseconds of a clock that never jumps
   * @param language of what is told; absent: that of the drill
   */
  constructor(
    readonly monotonic: () => number,
    readonly language?: string,
  ) {}

  /** The words of what is told. */
  get telling(): Telling {
    return tellingIn(this.language ?? this.#hello?.language);
  }

  get hello(): Hello | undefined {
    return this.#hello;
  }

  get view(): LiveView {
    return this.#live.view;
  }

  /** The machine's side of it, for those who are sent it. */
  get run(): RunView {
    return {...this.#run.view, exercise: {live: this.view, clock: this.#clock, resumed: []}};
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
    return this.#lastId;
  }

  /** The conductor's wall clock now, in milliseconds since 1970: that of this machine may be wrong. */
  get wallNow(): number {
    return this.monotonic() + this.#offset;
  }

  /** Drill time now, in milliseconds. */
  get t(): number {
    return drillTime(this.view, this.wallNow);
  }

  /** Milliseconds of the run, now. */
  get runNow(): number {
    return this.#newest.ms + Math.max(0, this.wallNow - this.#newest.wall);
  }

  /** Takes the first frame of a stream. One that does not go on where the last has ended begins anew. */
  greet(hello: Hello, id: string): void {
    if (id !== this.#lastId) this.#forget();
    this.#lastId = id;
    this.#hello = hello;
    this.#offset = hello.serverNow - this.monotonic();
  }

  /** Takes one event; returns what is said of it, where it is worth a line. */
  take(event: ViewerEvent, id: string): Told | undefined {
    this.#lastId = id;
    this.#live.add(event);
    this.#newest = {ms: event.ms, wall: Date.parse(event.at)};
    if (this.#hello && isStaff(this.#hello)) this.#foldRun(event);
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
    this.#told = [];
    this.#lastDid = new Map();
    this.#clock = [];
  }
}
