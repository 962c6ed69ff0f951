import type {AuditEvent} from '../../../audit/event.js';
import {eventTime} from '../../../audit/event-time.js';
import {scanAuditLine} from '../../../audit/head/scan.js';
import type {RuleEngine} from '../../../sigma/engine.js';
import type {Rule} from '../../../sigma/rule-set.js';
import type {LogBatch} from '../../../sources/recorded/recorded-log.js';
import type {LogRecord} from '../../../sources/recorded/records.js';
import type {UnreadableReason} from '../count/counts.js';
import {bareEvent, type Reading, TOO_DEEP, wrappedEvents} from './record-events.js';
import {isOpen, type Window, type Zone, zoneOf} from './window.js';

/** An event that rules over single events match. */
export interface Hit {
  event: AuditEvent;
  rules: readonly Rule[];
  zone: Exclude<Zone, 'outside'>;
  /** Where it stands: `audit.log:12`. */
  place: string;
}

/** What some records come to, as far as that depends on no others. */
export interface Digest {
  /** Events in the window, and those of all records. */
  events: number;
  read: number;
  /** Audit ids among them that labels name. */
  seen: string[];
  /** Times of the first and the last event in the window, as they are written. */
  first: string | undefined;
  last: string | undefined;
  /** Where events were that were not bare: place → events. */
  places: Map<string, number>;
  /** What could not be read, in the window; and what stands before the first event with a time. */
  lost: Lost;
  early: Lost;
  /** The last line of a log that is still being written. */
  leftOut: {text: string; place: string; isEarly: boolean} | undefined;
  /** Times of the first and the last event that has one. */
  firstTime: number | undefined;
  lastTime: number | undefined;
  hits: Hit[];
}

/** Records that could not be read, by the reason. */
export type Lost = Map<string, UnreadableReason>;

/** Adds records that could not be read. */
export function addLost(lost: Lost, {reason, records, first}: UnreadableReason): void {
  const entry = lost.get(reason) ?? {reason, records: 0, first};
  entry.records += records;
  lost.set(reason, entry);
}

/** What a digest is made with. */
export interface DigestOptions {
  engine: Pick<RuleEngine, 'candidates' | 'match'>;
  window: Window;
  /** Audit ids that labels name. */
  labelled: {has(auditID: string): boolean} | undefined;
}

/** What came before the records, as far as they depend on it. */
export interface Before {
  /** Events in all that was read. */
  events: number;
  /** Time of the event before; undefined at the begin of a log. */
  time: number | undefined;
}

/** Why an event cannot be placed; to be read behind "this record". */
const NO_TIME = 'is an event without a time, so that it is not known whether it is in the window';

/** Digests the records of a batch. Lines that no rule can match are not parsed. */
export function digestOf({log, records}: LogBatch, before: Before, options: DigestOptions): Digest {
  const {engine} = options;
  const digest = new Digester(before, options);
  // One thing for many lines after the other is done quicker than all things for one line.
  const heads = records.map(({text}) => scanAuditLine(text));
  const candidates = records.map(({text}, i) => heads[i] && engine.candidates(heads[i], text));
  const bare = records.map(({text}, i) => (candidates[i] ? bareEvent(text) : undefined));
  for (const [i, record] of records.entries()) {
    const [event, head] = [bare[i], heads[i]];
    if (head && !candidates[i]) digest.passed(head.auditID, record);
    else digest.record(record, `${log}:${record.line}`, event, event && candidates[i]);
  }
  return digest.result;
}

/** Where the API server writes when an event was: behind the bodies, so that a body cannot say it. */
const TIME = '"stageTimestamp":"';

function timeIn(line: string): string | undefined {
  const at = line.lastIndexOf(TIME);
  return at < 0 ? undefined : line.slice(at + TIME.length, line.indexOf('"', at + TIME.length));
}

class Digester implements Reading {
  readonly result: Digest;
  #time: number | undefined;
  readonly #isOpen: boolean;

  constructor(
    readonly before: Before,
    readonly options: DigestOptions,
  ) {
    this.#time = before.time;
    this.#isOpen = isOpen(options.window);
    this.result = {
      ...{events: 0, read: 0, seen: [], first: undefined, last: undefined, places: new Map()},
      ...{lost: new Map(), early: new Map(), leftOut: undefined, firstTime: undefined, lastTime: undefined, hits: []},
    };
  }

  get events(): number {
    return this.before.events + this.result.read;
  }

  /** Takes an event that no rule matches, by its line. */
  passed(auditID: string, {text}: LogRecord): void {
    const time = timeIn(text);
    this.result.read++;
    if (this.#zone(time) === 'inside') this.#saw(auditID, time);
  }

  record(
    record: LogRecord,
    place: string,
    bare: AuditEvent | undefined,
    candidates: ReturnType<RuleEngine['candidates']>,
  ) {
    for (const event of bare ? [bare] : wrappedEvents(record, place, this)) this.#judge(event, candidates, place);
  }

  readFrom(place: string, events: number): void {
    const {places} = this.result;
    places.set(place, (places.get(place) ?? 0) + events);
  }

  leftOut(text: string, place: string): void {
    const zone = this.#zoneNow();
    if (zone !== 'outside') this.result.leftOut = {text, place, isEarly: zone === undefined};
  }

  lost(reason: string, place: string): void {
    const zone = this.#zoneNow();
    const one = {reason, records: 1, first: place};
    if (zone === undefined) addLost(this.result.early, one);
    else if (zone === 'inside') addLost(this.result.lost, one);
  }

  #judge(event: AuditEvent, candidates: ReturnType<RuleEngine['candidates']>, place: string): void {
    this.result.read++;
    const zone = this.#zone(event.stageTimestamp);
    if (zone === undefined) this.lost(NO_TIME, place);
    if (zone === undefined || zone === 'outside') return;
    const rules = this.#match(event, candidates);
    if (!rules) {
      this.lost(TOO_DEEP, place);
      return;
    }
    if (zone === 'inside') this.#saw(event.auditID, event.stageTimestamp);
    if (rules.length) this.result.hits.push({event, rules, zone, place});
  }

  #match(event: AuditEvent, candidates: ReturnType<RuleEngine['candidates']>): Rule[] | undefined {
    try {
      return this.options.engine.match(event, candidates);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #saw(auditID: string, time: string | undefined): void {
    const {result} = this;
    result.events++;
    if (this.options.labelled?.has(auditID)) result.seen.push(auditID);
    if (!time?.endsWith('Z')) return;
    // Written alike, so that the later one is the greater text.
    if (result.first === undefined || time < result.first) result.first = time;
    if (result.last === undefined || time > result.last) result.last = time;
  }

  /** The zone of an event with this time; one without is where the event before it was. */
  #zone(text: string | undefined): Zone | undefined {
    if (this.#isOpen) return 'inside';
    const time = text === undefined ? Number.NaN : eventTime(text);
    if (!Number.isNaN(time)) {
      this.#time = time;
      this.result.firstTime ??= time;
      this.result.lastTime = time;
    }
    return this.#zoneNow();
  }

  /** Where the last event was; undefined where there was none with a time. */
  #zoneNow(): Zone | undefined {
    if (this.#isOpen) return 'inside';
    return this.#time === undefined ? undefined : zoneOf(this.#time, this.options.window);
  }
}
