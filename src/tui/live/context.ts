import type {LiveClient} from '../../live/client/client.js';
import type {Told} from '../../live/client/store.js';
import type {Hello} from '../../view/live/facts.js';
import type {Telling} from '../../view/live/told/telling.js';
import type {LiveView} from '../../view/live/view.js';
import type {Symbols} from '../../view/symbols.js';
import type {RunView} from '../../view/view.js';
import type {Words} from './words/en.js';

/** How people join, for those who may hand it on. */
export interface JoinWay {
  role: string;
  url: string;
  /** A picture of the link for a phone, line by line. */
  picture: readonly string[];
}

/** Everything that a picture of a live drill is made from, as of one moment. */
export interface LiveContext {
  hello: Hello;
  view: LiveView;
  /** The machine's side, for those who are sent it. */
  run: RunView;
  told: readonly Told[];
  /** What each participant did last, by their id. */
  lastDid: ReadonlyMap<string, Told>;
  /** Drill time, and milliseconds of the run, as of the last tick. */
  t: number;
  runNow: number;
  /** The conductor's wall clock, in milliseconds since 1970. */
  wallNow: number;
  /** When injects are due as things stand, in drill time, by id. */
  due: Readonly<Record<string, number>>;
  connection: LiveClient['connection'];
  /** How many commands wait for a connection. */
  waiting: number;
  /** Everybody on the network can read along. */
  isInsecure: boolean;
  joinWays: readonly JoinWay[];
  /** The SHA-256 of the server's certificate, which people compare. */
  fingerprint?: string;
  /** This screen's process plays the drill: leaving it is a choice. */
  isConductor: boolean;
  /** What the screen says, and what is said of events, in the language of the person. */
  words: Words;
  telling: Telling;
  symbols: Symbols;
  ascii: boolean;
}
