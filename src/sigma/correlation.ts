import type {AuditEvent} from '../audit/event.js';
import {type FieldReader, fieldReader} from './fields.js';
import type {CorrelationRule, EventRule} from './rule-set.js';

/** A correlation that holds: the newest events that made it so, oldest first, and the values they share. */
export interface CorrelationMatch {
  events: AuditEvent[];
  group: Record<string, string>;
}

interface Entry {
  time: number;
  event: AuditEvent;
  /** Which of the correlation's rules matched: its place in `rules`. */
  rule: number;
  value?: string;
}

interface Group {
  entries: Entry[];
  newest: number;
}

/** So many events are handed on with a match. */
const KEPT_IN_MATCH = 100;
/** A group holds no more than this: beyond it, the oldest go first. */
const KEPT_IN_GROUP = 5000;
/** Groups that have gone quiet are looked for every so many events. */
const SWEEP_EVERY = 1000;

/**
 * Follows one correlation over the matches of its rules. Time is the events' own, so that late delivery and recorded
 * logs count as what they are; memory is bounded by the events inside the timespan.
 */
export class Correlator {
  readonly #groups = new Map<string, Group>();
  readonly #readers: ReadonlyMap<string, FieldReader>[];
  readonly #value: FieldReader | undefined;
  #newest = 0;
  #sinceSweep = 0;

  constructor(readonly rule: CorrelationRule) {
    this.#readers = rule.rules.map(
      ref => new Map(rule.groupBy.map(field => [field, fieldReader(rule.aliases[field]?.[ref] ?? field)])),
    );
    this.#value = rule.field === undefined ? undefined : fieldReader(rule.field);
  }

  /** Takes a match of one of the rules; tells when the correlation holds with it. */
  push(base: EventRule, event: AuditEvent): CorrelationMatch | undefined {
    const place = this.rule.rules.findIndex(ref => base.refs.includes(ref));
    const readers = this.#readers[place];
    if (!readers) return undefined;
    const group: Record<string, string> = {};
    for (const [field, read] of readers) group[field] = read(event).map(String).join(',');
    const time = Date.parse(event.stageTimestamp);
    const value = this.#value?.(event).map(String).join(',');
    const entry = {time, event, rule: place, ...(value !== undefined && {value})};
    const entries = this.#enter(JSON.stringify(group), entry);
    if (!this.#holds(entries)) return undefined;
    return {events: entries.slice(-KEPT_IN_MATCH).map(e => e.event), group};
  }

  #enter(key: string, entry: Entry): Entry[] {
    this.#newest = Math.max(this.#newest, entry.time);
    if (++this.#sinceSweep >= SWEEP_EVERY) this.#sweep();
    const group = this.#groups.get(key) ?? {entries: [], newest: entry.time};
    this.#groups.set(key, group);
    group.newest = Math.max(group.newest, entry.time);
    const oldest = group.newest - this.rule.timespanMs;
    // A long-running or refused request has an event for each of two stages: it is still one request.
    const again = group.entries.some(e => e.event.auditID === entry.event.auditID && e.rule === entry.rule);
    const entries = again ? group.entries : insert(group.entries, entry);
    group.entries = entries.filter(e => e.time >= oldest).slice(-KEPT_IN_GROUP);
    return group.entries;
  }

  #sweep(): void {
    this.#sinceSweep = 0;
    const oldest = this.#newest - this.rule.timespanMs;
    for (const [key, group] of this.#groups) if (group.newest < oldest) this.#groups.delete(key);
  }

  #holds(entries: readonly Entry[]): boolean {
    const {type, threshold} = this.rule;
    if (type === 'event_count') return this.#compare(entries.length);
    if (type === 'value_count') return this.#compare(new Set(entries.map(e => e.value)).size);
    if (threshold) return this.#compare(new Set(entries.map(e => e.rule)).size);
    return type === 'temporal' ? this.#allRules(entries) : inOrder(entries, this.rule.rules.length);
  }

  #allRules = (entries: readonly Entry[]): boolean => new Set(entries.map(e => e.rule)).size === this.rule.rules.length;

  #compare(count: number): boolean {
    return (this.rule.threshold ?? []).every(({op, value}) => COMPARE[op](count, value));
  }
}

const COMPARE = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
} as const;

/** Keeps entries sorted by time: events may arrive out of order, mostly by very little. */
function insert(entries: readonly Entry[], entry: Entry): Entry[] {
  const after = entries.findLastIndex(e => e.time <= entry.time);
  return entries.toSpliced(after + 1, 0, entry);
}

function inOrder(entries: readonly Entry[], rules: number): boolean {
  let next = 0;
  for (const entry of entries) if (entry.rule === next) next++;
  return next === rules;
}
