import type {AuditEvent} from '../../audit/event.js';
import {eventTime} from '../../audit/event-time.js';
import {type Field, fieldAt} from '../match/fields.js';
import type {CorrelationRule, Rule, Threshold} from '../rule-set.js';
import {Sequence} from './sequence.js';
import {type Counted, tallyOf} from './tally.js';
import {SlidingWindow, type Timed} from './window.js';

/** A correlation that holds: the newest events that made it so, oldest first, and the values they share. */
export interface CorrelationMatch {
  events: AuditEvent[];
  group: Record<string, string>;
}

interface Entry extends Timed, Counted {
  /** Tells the request: one has several events, and clients may give several requests one audit id. */
  key: string;
  /** Undefined for those that are too old to be handed on: a body can be large. */
  event: AuditEvent | undefined;
}

/** The events of one group, by what they are asked. */
interface Group {
  seen: Set<string>;
  add(entry: Entry): readonly Entry[] | undefined;
  /** Forgets what is older than a time; false when nothing is left. */
  dropBefore(time: number): boolean;
}

/** At most this many events are handed on with a match. */
const KEPT_IN_MATCH = 100;
/** A group holds no more entries than this, or twice what its condition asks for: beyond it the oldest go first. */
const KEPT_IN_GROUP = 10_000;
/** How late an event may come and still count: webhooks deliver in batches, and again after a failure. */
export const LATENESS_MS = 60_000;
/** Quiet groups are swept once per this many events. */
const SWEEP_EVERY = 1000;

/**
 * Follows one correlation over the matches of its rules. Time is the events' own, so that late delivery and recorded
 * logs count as what they are; memory is bounded by the events inside the timespan.
 */
export class Correlator {
  readonly #groups = new Map<string, Group>();
  /** The fields of the group, in the events of each of the rules. */
  readonly #groupBy: readonly (readonly Field[])[];
  readonly #places = new Map<Rule, number>();
  readonly #fields: readonly Field[];
  readonly #isTemporal: boolean;
  #newest = Number.NEGATIVE_INFINITY;
  #sinceSweep = 0;

  constructor(readonly rule: CorrelationRule) {
    this.#groupBy = rule.rules.map(ref => rule.groupBy.map(field => fieldAt(rule.aliases[field]?.[ref] ?? field)));
    this.#fields = rule.fields.map(fieldAt);
    this.#isTemporal = rule.type.startsWith('temporal');
  }

  /** Takes a match of one of the rules; tells when the correlation holds with it. */
  push(base: Rule, event: AuditEvent): CorrelationMatch | undefined {
    const place = this.#placeOf(base);
    const fields = this.#groupBy[place];
    if (!fields) return undefined;
    const shared = fields.map(field => field.read(event).map(String).join(','));
    const entry = {
      time: this.#timeOf(event),
      place,
      values: this.#values(event),
      key: this.#keyOf(event, place),
      event,
    };
    const held = this.#enter(nameOf(shared), entry);
    if (!held) return undefined;
    return {
      events: held.slice(-KEPT_IN_MATCH).flatMap(e => e.event ?? []),
      group: Object.fromEntries(this.rule.groupBy.map((name, i) => [name, shared[i] ?? ''])),
    };
  }

  #placeOf(base: Rule): number {
    let place = this.#places.get(base);
    if (place === undefined) {
      place = this.rule.rules.findIndex(ref => base.refs.includes(ref));
      this.#places.set(base, place);
    }
    return place;
  }

  #keyOf({auditID, requestReceivedTimestamp}: AuditEvent, place: number): string {
    const key = `${auditID} ${requestReceivedTimestamp}`;
    return this.#isTemporal ? `${place} ${key}` : key;
  }

  #timeOf({stageTimestamp}: AuditEvent): number {
    const time = eventTime(stageTimestamp);
    return Number.isNaN(time) ? Math.max(this.#newest, 0) : time;
  }

  /**
   * What counts of an event. For different values a list is one value, as it is in group-by: another set of containers
   * is another value, one container more is not two. Of several fields one may be absent, which is another combination:
   * the first init container is a change. Figures are over every number that there is.
   */
  #values(event: AuditEvent): string[] {
    const found = this.#fields.map(field => field.read(event).map(String));
    if (this.rule.type !== 'value_count') return found.flat();
    return found.some(values => values.length) ? [JSON.stringify(found)] : [];
  }

  #enter(name: string, entry: Entry): readonly Entry[] | undefined {
    this.#newest = Math.max(this.#newest, entry.time);
    if (++this.#sinceSweep >= SWEEP_EVERY) this.#sweep();
    const group = this.#groups.get(name) ?? groupFor(this.rule);
    this.#groups.set(name, group);
    // First of all: what is too old must not count as seen by the chance that nobody has swept yet.
    group.dropBefore(this.#oldest());
    if (group.seen.has(entry.key)) return undefined;
    group.seen.add(entry.key);
    return group.add(entry);
  }

  #oldest = (): number => this.#newest - this.rule.timespanMs - LATENESS_MS;

  #sweep(): void {
    this.#sinceSweep = 0;
    for (const [name, group] of this.#groups) if (!group.dropBefore(this.#oldest())) this.#groups.delete(name);
  }
}

/** Tells groups apart by what their events share. */
const nameOf = (shared: readonly string[]): string =>
  shared.length === 1 ? (shared[0] ?? '') : JSON.stringify(shared);

const groupFor = (rule: CorrelationRule): Group => (rule.type === 'temporal_ordered' ? ordered(rule) : counting(rule));

function counting(rule: CorrelationRule): Group {
  const seen = new Set<string>();
  const tally = tallyOf(rule);
  const window = new SlidingWindow<Entry>(rule.timespanMs, tally);
  const most = Math.max(KEPT_IN_GROUP, ...rule.threshold.map(t => 2 * t.value));
  const threshold = rule.threshold.length ? rule.threshold : everyRule(rule);
  const holdsWith = (newest: Entry) => () => {
    const figure = tally.figure(newest);
    return figure !== undefined && threshold.every(({op, value}) => COMPARE[op](figure, value));
  };
  const drop = (goes: (entry: Entry) => boolean) => {
    for (const {key} of window.dropWhile(goes)) seen.delete(key);
  };
  return {
    seen,
    add(entry) {
      const held = window.add(entry, holdsWith(entry));
      const {entries} = window;
      const found = held && entries.slice(held.from, held.to);
      const tooOld = entries[entries.length - 1 - KEPT_IN_MATCH];
      if (tooOld) tooOld.event = undefined;
      if (entries.length > most) {
        let over = entries.length - most;
        drop(() => over-- > 0);
      }
      return found;
    },
    dropBefore(time) {
      drop(entry => entry.time < time);
      return window.entries.length > 0;
    },
  };
}

const everyRule = ({rules}: CorrelationRule): Threshold[] => [{op: 'gte', value: rules.length}];

function ordered(rule: CorrelationRule): Group {
  const seen = new Set<string>();
  const sequence = new Sequence<Entry>(rule.rules.length, rule.timespanMs, KEPT_IN_GROUP);
  const forget = (gone: readonly Entry[]) => {
    for (const {key} of gone) seen.delete(key);
  };
  return {
    seen,
    add(entry) {
      const {chain, dropped} = sequence.add(entry);
      forget(dropped);
      return chain;
    },
    dropBefore(time) {
      forget(sequence.dropBefore(time));
      return sequence.size > 0;
    },
  };
}

const COMPARE: Readonly<Record<Threshold['op'], (figure: number, value: number) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
};
