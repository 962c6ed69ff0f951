import type {AuditEvent} from '../../audit/event.js';
import type {RuleMatch} from '../../sigma/engine.js';
import {RecentKeys} from '../../sources/recent-keys.js';
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
}

/** Alarms of one rule on requests of one actor that no label names. */
export interface FalseAlarm {
  rule: string;
  actor: string;
  alarms: number;
}

/** What rules made of a recorded log. An alarm is a rule and a request: two stages of a request are one. */
export interface Figures {
  events: number;
  /** Lines that are not an audit event, or one that rules cannot be asked about. */
  unreadable: number;
  /** The first of them, counted from 1. */
  unreadableLines?: number[];
  alarms: number;
  /** With labels only. */
  scenarios?: ScenarioFigure[];
  /** Share of the scenarios in the log that some rule alarmed on; null when none is in it. */
  recall?: number | null;
  /** Share of the alarms that are on labelled requests; null when there is no alarm. */
  precision?: number | null;
  falseAlarms?: FalseAlarm[];
}

/** No more lines than these are named. */
const NAMED_LINES = 10;

/** Counts while a log is read, in memory that grows with labels, rules and actors, not with the log. */
export class FigureCount {
  events = 0;
  readonly #unreadable: number[] = [];
  #unreadableCount = 0;
  #alarms = 0;
  readonly #recent = new RecentKeys();
  readonly #scenarioOf: ReadonlyMap<string, string> | undefined;
  readonly #seen = new Map<string, Set<string>>();
  readonly #matched = new Map<string, Set<string>>();
  readonly #found = new Map<string, Set<string>>();
  readonly #false = new Map<string, FalseAlarm>();

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

  /** Counts a line, by its number. */
  couldNotRead(line: number): void {
    this.#unreadableCount++;
    if (this.#unreadable.length < NAMED_LINES) this.#unreadable.push(line);
  }

  alarm({rule, event}: RuleMatch): void {
    if (!this.#recent.isNew(`${rule.id} ${event.auditID} ${event.requestReceivedTimestamp}`)) return;
    this.#alarms++;
    const scenario = this.#scenarioOf?.get(event.auditID);
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
    const unreadable = this.#unreadableCount;
    const lines = unreadable ? {unreadableLines: [...this.#unreadable]} : {};
    const counts = {events, unreadable, ...lines, alarms: this.#alarms};
    if (!labels) return counts;
    const scenarios = Object.entries(labels).map(([scenario, ids]) => ({
      scenario,
      labelled: ids.length,
      inLog: this.#seen.get(scenario)?.size ?? 0,
      matched: this.#matched.get(scenario)?.size ?? 0,
      rules: [...(this.#found.get(scenario) ?? [])].sort(),
    }));
    const falseAlarms = [...this.#false.values()].sort((a, b) => b.alarms - a.alarms || (a.rule < b.rule ? -1 : 1));
    const wrong = falseAlarms.reduce((sum, {alarms}) => sum + alarms, 0);
    const there = scenarios.filter(s => s.inLog > 0);
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
