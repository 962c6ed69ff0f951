import type {AuditEvent} from '../../audit/event.js';
import type {RuleMatch} from '../../sigma/engine.js';
import {RecentKeys} from '../../sources/kit/recent-keys.js';
import type {Labels} from './labels.js';

/** How one labelled scenario fared. */
export interface ScenarioFigure {
  scenario: string;
  /** Requests that the labels name, those of them in the log, and those that a rule alarmed on. */
  labelled: number;
  inLog: number;
  matched: number;
  /** Rules that alarmed on it, by id. */
  rules: string[];
  /** No alarm, and some of its requests may be in what could not be read: neither found nor missed. */
  unknown?: true;
}

/** Alarms of one rule on requests of one actor that no label names. */
export interface FalseAlarm {
  rule: string;
  actor: string;
  alarms: number;
}

/** Why records could not be read. */
export interface UnreadableReason {
  /** To be read behind "a record that". */
  reason: string;
  records: number;
  /** The first of them: `audit.log:12`. */
  first: string;
}

/** What rules made of a recorded log. An alarm is a rule and a request: two stages of a request are one. */
export interface Figures {
  events: number;
  /** Records of the log that could not be read, or not in full. */
  unreadable: number;
  /** Why, the most frequent reason first; only where there are any. */
  reasons?: UnreadableReason[];
  /** Where the events were, in logs that are not bare: place → events. */
  places?: Record<string, number>;
  /** The last line of a log that is still being written, which is not counted: `audit.log:120`. */
  unfinished?: string;
  alarms: number;
  /** With labels only. */
  scenarios?: ScenarioFigure[];
  /** Share of the scenarios in the log that some rule alarmed on; null when none is in it. */
  recall?: number | null;
  /** Share of the alarms that are on labelled requests; null when there is no alarm. */
  precision?: number | null;
  falseAlarms?: FalseAlarm[];
}

/** Alarms of one rule: how many, and how many of them on requests that labels name. */
export interface RuleAlarms {
  alarms: number;
  onAttacks: number;
}

/** Counts while a log is read, in memory that grows with labels, rules and actors, not with the log. */
export class FigureCount {
  events = 0;
  #unfinished: string | undefined;
  /** Whether the unfinished line may be a request that the labels name. */
  #mayBeLabelled = false;
  #alarms = 0;
  readonly #reasons = new Map<string, UnreadableReason>();
  readonly #places = new Map<string, number>();
  readonly #recent = new RecentKeys();
  readonly #scenarioOf: ReadonlyMap<string, string> | undefined;
  readonly #seen = new Map<string, Set<string>>();
  readonly #matched = new Map<string, Set<string>>();
  readonly #found = new Map<string, Set<string>>();
  readonly #false = new Map<string, FalseAlarm>();
  readonly #byRule = new Map<string, RuleAlarms>();
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

  /** Hears when an event was; what is not a time in UTC is left out, and so is an event without one. */
  during(time: string | undefined): void {
    if (!time?.endsWith('Z')) return;
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
    return this.#byRule;
  }

  /** Counts a record that could not be read. */
  lost(reason: string, place: string): void {
    const entry = this.#reasons.get(reason) ?? {reason, records: 0, first: place};
    entry.records++;
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

  alarm({rule, event}: RuleMatch): void {
    if (!this.#recent.isNew(`${rule.id} ${event.auditID} ${event.requestReceivedTimestamp}`)) return;
    this.#alarms++;
    const scenario = this.#scenarioOf?.get(event.auditID);
    const own = this.#byRule.get(rule.id) ?? {alarms: 0, onAttacks: 0};
    this.#byRule.set(rule.id, {
      alarms: own.alarms + 1,
      onAttacks: own.onAttacks + (scenario === undefined ? 0 : 1),
    });
    if (scenario !== undefined) {
      add(this.#matched, scenario, event.auditID);
      add(this.#found, scenario, rule.id);
    } else if (this.labels) {
      const key = JSON.stringify([rule.id, actorOf(event)]);
      const entry = this.#false.get(key) ?? {rule: rule.id, actor: actorOf(event), alarms: 0};
      entry.alarms++;
      this.#false.set(key, entry);
    }
  }

  figures(): Figures {
    const {events, labels} = this;
    const unfinished = this.#unfinished;
    const reasons = [...this.#reasons.values()].sort((a, b) => b.records - a.records);
    const counts = {
      events,
      unreadable: reasons.reduce((sum, {records}) => sum + records, 0),
      ...(reasons.length > 0 && {reasons}),
      ...(this.#places.size > 0 && {places: Object.fromEntries(this.#places)}),
      ...(unfinished !== undefined && {unfinished}),
      alarms: this.#alarms,
    };
    if (!labels) return counts;
    const scenarios = Object.entries(labels).map(([scenario, ids]) => {
      const inLog = this.#seen.get(scenario)?.size ?? 0;
      const matched = this.#matched.get(scenario)?.size ?? 0;
      const unknown = matched === 0 && inLog < new Set(ids).size && (reasons.length > 0 || this.#mayBeLabelled);
      return {
        scenario,
        labelled: ids.length,
        inLog,
        matched,
        rules: [...(this.#found.get(scenario) ?? [])].sort(),
        ...(unknown && {unknown}),
      };
    });
    const falseAlarms = [...this.#false.values()].sort((a, b) => b.alarms - a.alarms || (a.rule < b.rule ? -1 : 1));
    const wrong = falseAlarms.reduce((sum, {alarms}) => sum + alarms, 0);
    const there = scenarios.filter(s => s.inLog > 0 && !s.unknown);
    return {
      ...counts,
      recall: share(there.filter(s => s.matched > 0).length, there.length),
      precision: share(this.#alarms - wrong, this.#alarms),
      scenarios,
      falseAlarms,
    };
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(value));
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1000) / 1000;

/** Who asked, and as whom; a request without a valid credential has nobody. */
function actorOf({user, impersonatedUser}: AuditEvent): string {
  const name = user?.username ?? 'nobody (no valid credential)';
  return impersonatedUser?.username === undefined ? name : `${name} as ${impersonatedUser.username}`;
}
