import type {AuditEvent} from '../../../audit/event.js';
import {fingerprint} from '../../../lib/text/fingerprint.js';
import type {RuleMatch} from '../../../sigma/engine.js';
import {RecentKeys} from '../../../sources/kit/recent-keys.js';
import type {Labels} from '../labels.js';
import type {Digest} from '../play/digest.js';
import type {Counts, UnreadableReason} from './counts.js';
import {type Figures, figuresOf} from './figures.js';
import {MatchTable} from './match-table.js';

/** Alarms of one rule: how many, and how many of them on requests that labels name. */
export interface RuleAlarms {
  alarms: number;
  onAttacks: number;
}

/** Counts while a log is read, in memory that grows with labels, rules, actors and days, not with the log. */
export class FigureCount {
  events = 0;
  #unfinished: string | undefined;
  /** Whether the unfinished line may be a request that the labels name. */
  #mayBeLabelled = false;
  readonly #reasons = new Map<string, UnreadableReason>();
  readonly #places = new Map<string, number>();
  readonly #recent = new RecentKeys<number>();
  readonly #scenarioOf: ReadonlyMap<string, string> | undefined;
  readonly #seen = new Map<string, Set<string>>();
  readonly #matched = new Map<string, Set<string>>();
  readonly #found = new Map<string, Set<string>>();
  readonly #table = new MatchTable();
  /** Times of the first and the last event, as they are written. */
  #first: string | undefined;
  #last: string | undefined;

  constructor(readonly labels?: Labels) {
    this.#scenarioOf =
      labels && new Map(Object.entries(labels).flatMap(([scenario, ids]) => ids.map(id => [id, scenario] as const)));
  }

  /** Counts an event, of which only the id need be known. */
  saw(auditID: string): void {
    this.events++;
    const scenario = this.#scenarioOf?.get(auditID);
    if (scenario !== undefined) add(this.#seen, scenario, auditID);
  }

  #during(time: string | undefined): void {
    if (time === undefined) return;
    // Written alike, so that the later one is the greater text.
    if (this.#first === undefined || time < this.#first) this.#first = time;
    if (this.#last === undefined || time > this.#last) this.#last = time;
  }

  /** For how long the events went on, in milliseconds; undefined where no two of them have a time. */
  get spanMs(): number | undefined {
    const span = Date.parse(this.#last ?? '') - Date.parse(this.#first ?? '');
    return span > 0 ? span : undefined;
  }

  /** Alarms by id of the rule; rules without any are not in it. */
  get byRule(): ReadonlyMap<string, RuleAlarms> {
    const found = new Map<string, RuleAlarms>();
    for (const {rule, alarms, onAttacks} of this.#table.rows()) {
      const own = found.get(rule) ?? {alarms: 0, onAttacks: 0};
      found.set(rule, {alarms: own.alarms + alarms, onAttacks: own.onAttacks + onAttacks});
    }
    return found;
  }

  /** Audit ids that labels name. */
  get labelled(): {has(auditID: string): boolean} | undefined {
    return this.#scenarioOf;
  }

  /** Adds what some records come to, save what was left out of them and what matched. */
  add({events, seen, first, last, places, lost}: Digest): void {
    this.events += events;
    for (const auditID of seen) add(this.#seen, this.#scenarioOf?.get(auditID) ?? '', auditID);
    this.#during(first);
    this.#during(last);
    for (const [place, found] of places) this.readFrom(place, found);
    for (const {reason, first: at, records} of lost.values()) this.lost(reason, at, records);
  }

  /** An event that was counted could not be read after all. */
  notRead(reason: string, place: string): void {
    this.events--;
    this.lost(reason, place);
  }

  /** Counts records that could not be read. */
  lost(reason: string, place: string, records = 1): void {
    const entry = this.#reasons.get(reason) ?? {reason, records: 0, first: place};
    entry.records += records;
    this.#reasons.set(reason, entry);
  }

  /** Leaves out the last line of a log that is still being written; as far as it goes, it may say whose it is. */
  leftOut(text: string, place: string): void {
    this.#unfinished = place;
    const id = /"auditID"\s*:\s*"([^"]*)"/.exec(text)?.[1];
    if (id === undefined || this.#scenarioOf?.has(id)) this.#mayBeLabelled = true;
  }

  /** Counts events that were not bare lines. */
  readFrom(place: string, events: number): void {
    this.#places.set(place, (this.#places.get(place) ?? 0) + events);
  }

  /** Hears of a match that does not count itself: another stage of the same request is no new alarm. */
  alarmed(match: RuleMatch): void {
    this.#isNew(match);
  }

  alarm(match: RuleMatch): void {
    const {rule, event} = match;
    const row = this.#table.at(rule.id, actorOf(event), dayOf(event));
    row.matches++;
    if (!this.#isNew(match)) return;
    row.alarms++;
    const scenario = this.#scenarioOf?.get(event.auditID);
    if (scenario === undefined) return;
    row.onAttacks++;
    add(this.#matched, scenario, event.auditID);
    add(this.#found, scenario, rule.id);
  }

  counts(): Counts {
    const [first, last] = [this.#first, this.#last];
    return {
      events: this.events,
      unreadable: [...this.#reasons.values()],
      places: Object.fromEntries(this.#places),
      unfinished: this.#unfinished === undefined ? [] : [this.#unfinished],
      mayHideAttack: this.#mayBeLabelled,
      ...(first !== undefined && last !== undefined && {first, last}),
      rows: [...this.#table.rows()],
      ...(this.labels && {
        scenarios: Object.entries(this.labels).map(([scenario, ids]) => ({
          ...{scenario, labelled: ids.length, different: new Set(ids).size},
          seen: sorted(this.#seen.get(scenario)),
          matched: sorted(this.#matched.get(scenario)),
          rules: sorted(this.#found.get(scenario)),
        })),
      }),
    };
  }

  figures(): Figures {
    return figuresOf(this.counts());
  }

  #isNew = ({rule, event}: RuleMatch): boolean =>
    this.#recent.isNew(fingerprint(`${rule.id} ${event.auditID} ${event.requestReceivedTimestamp}`));
}

const sorted = (set: ReadonlySet<string> | undefined): string[] => [...(set ?? [])].sort();

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(value));
}

/** Who asked, and as whom; a request without a valid credential has nobody. */
function actorOf({user, impersonatedUser}: AuditEvent): string {
  const name = user?.username ?? 'nobody (no valid credential)';
  return impersonatedUser?.username === undefined ? name : `${name} as ${impersonatedUser.username}`;
}

/** The day of an event, in UTC. */
function dayOf({stageTimestamp}: AuditEvent): string {
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(stageTimestamp)) return stageTimestamp.slice(0, 10);
  const time = Date.parse(stageTimestamp);
  return Number.isNaN(time) ? 'unknown' : new Date(time).toISOString().slice(0, 10);
}
