import type {AuditEvent} from '../../../audit/event.js';
import {createRuleEngine, type RuleMatch} from '../../../sigma/engine.js';
import type {Rule, RuleSet} from '../../../sigma/rule-set.js';
import type {LogBatch} from '../../../sources/recorded/recorded-log.js';
import type {FigureCount} from '../count/count.js';
import {addLost, type Digest, type DigestOptions, digestOf, type Hit, type Lost} from './digest.js';
import {digestLines, type LogLines} from './digest-lines.js';
import {TOO_DEEP} from './record-events.js';
import {ALL, type Window, zoneOf} from './window.js';

/** A set of rules that hears logs, batch by batch, and what counts what comes of it. */
export class Player {
  readonly #engine;
  /** Events of all logs, those outside of the window among them. */
  #read = 0;
  #log: string | undefined;
  /** Time of the last event of this log that has one. */
  #time: number | undefined;
  /** What stands before the first of them. */
  #early: Lost = new Map();
  #earlyLeftOut: Digest['leftOut'];

  constructor(
    readonly rules: RuleSet,
    readonly count: FigureCount,
    readonly window: Window = ALL,
  ) {
    this.#engine = createRuleEngine(rules);
  }

  /** Plays records of a log, behind those before; what matches in the window. */
  play(batch: LogBatch): RuleMatch[] {
    this.#enter(batch.log);
    return this.take(batch.log, digestOf(batch, {events: this.#read, time: this.#time}, this.#options));
  }

  /** What lines of a log come to; undefined where that depends on what is before or behind them. */
  digest(lines: LogLines): Digest | undefined {
    return digestLines(lines, this.#options);
  }

  /** Takes what records of a log come to, in the order of the log; what matches in the window. */
  take(log: string, digest: Digest): RuleMatch[] {
    this.#enter(log);
    this.#takeEarly(digest);
    if (digest.leftOut && !digest.leftOut.isEarly) this.count.leftOut(digest.leftOut.text, digest.leftOut.place);
    this.#time = digest.lastTime ?? this.#time;
    this.#read += digest.read;
    this.count.add(digest);
    return digest.hits.flatMap(hit => this.#follow(hit));
  }

  /** Counts what is known only now that the last log has ended: where it had no event, nobody knows when it was. */
  end(): void {
    this.#settleEarly(true);
    this.#log = undefined;
  }

  get #options(): DigestOptions {
    return {engine: this.#engine, window: this.window, labelled: this.count.labelled};
  }

  #enter(log: string): void {
    if (log === this.#log) return;
    this.end();
    this.#log = log;
    this.#time = undefined;
  }

  /** What could not be read is where the event before it is; before the first event it is where that one is. */
  #takeEarly({early, leftOut, firstTime}: Digest): void {
    for (const one of early.values()) addLost(this.#early, one);
    if (leftOut?.isEarly) this.#earlyLeftOut = leftOut;
    const time = this.#time ?? firstTime;
    if (time !== undefined) this.#settleEarly(zoneOf(time, this.window) === 'inside');
  }

  #settleEarly(counts: boolean): void {
    if (counts) {
      for (const {reason, first, records} of this.#early.values()) this.count.lost(reason, first, records);
      if (this.#earlyLeftOut) this.count.leftOut(this.#earlyLeftOut.text, this.#earlyLeftOut.place);
    }
    this.#early = new Map();
    this.#earlyLeftOut = undefined;
  }

  #follow({event, rules, zone, place}: Hit): RuleMatch[] {
    const inside = zone === 'inside';
    const matches = this.#matches(event, rules);
    if (!matches && inside) this.count.notRead(TOO_DEEP, place);
    for (const match of matches ?? []) {
      if (inside) this.count.alarm(match);
      else this.count.alarmed(match);
    }
    return inside ? (matches ?? []) : [];
  }

  /** Undefined where what correlations ask for is nested too deeply. */
  #matches(event: AuditEvent, rules: readonly Rule[]): RuleMatch[] | undefined {
    try {
      return this.#engine.follow(event, rules);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}
