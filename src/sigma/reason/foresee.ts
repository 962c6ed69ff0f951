import type {AuditEvent} from '../../audit/event.js';
import {basesOf} from '../load/references.js';
import type {CorrelationRule, EventRule, FieldTest, Predicate, Rule, Threshold} from '../rule-set.js';
import {onlyField, refuterOf} from './refute.js';

/** An event before it happens: what is known of it, and how often it will come. */
export interface ForeseenEvent {
  /** What it may be like: with one answer of the server or another. */
  alternatives: readonly AuditEvent[];
  knows: Knows;
  times: number;
}

/** Whether an event tells the truth about a field; what it does not know may be anything. */
export type Knows = (field: string) => boolean;

/** What an attack will leave, and what stands in the log before it: correlations count both. */
export interface Foreseen {
  attack: readonly ForeseenEvent[];
  before: readonly ForeseenEvent[];
}

/** Whether a rule could match an event of the attack, or complete with it. False is certain. */
export function couldMatch(rule: Rule, foreseen: Foreseen, rules: readonly Rule[]): boolean {
  return rule.kind === 'event' ? hits(rule, foreseen.attack) > 0 : couldHold(rule, foreseen, rules);
}

/** How many of the events a rule could match. */
const hits = (rule: EventRule, events: readonly ForeseenEvent[]): number =>
  events.reduce((sum, event) => sum + (isRuledOut(rule, event) ? 0 : event.times), 0);

function isRuledOut(rule: EventRule, {alternatives, knows}: ForeseenEvent): boolean {
  const refuted = refuter(rule, knows);
  return refuted !== undefined && alternatives.every(refuted);
}

/** A catalogue asks each rule about hundreds of events, and of them the same few things are known. */
const REFUTERS = new WeakMap<EventRule['conditions'], WeakMap<Knows, {of: Predicate | undefined}>>();

function refuter(rule: EventRule, knows: Knows): Predicate | undefined {
  const known = REFUTERS.get(rule.conditions) ?? new WeakMap<Knows, {of: Predicate | undefined}>();
  REFUTERS.set(rule.conditions, known);
  let made = known.get(knows);
  if (!made) {
    const isKnown = (test: FieldTest) => {
      const field = onlyField(test);
      return field !== undefined && knows(field);
    };
    made = {of: refuterOf(rule, isKnown)};
    known.set(knows, made);
  }
  return made.of;
}

function couldHold(rule: CorrelationRule, foreseen: Foreseen, rules: readonly Rule[]): boolean {
  const bases = basesOf(rule, rules);
  if (!bases.some(base => couldMatch(base, foreseen, rules))) return false;
  const everything = {attack: [...foreseen.before, ...foreseen.attack], before: []};
  const counts = bases.map(base => {
    if (base.kind === 'event') return hits(base, everything.attack);
    return couldHold(base, everything, rules) ? Number.POSITIVE_INFINITY : 0;
  });
  if (rule.type.startsWith('temporal')) {
    const possible = counts.filter(count => count > 0).length;
    return rule.threshold.length ? reaches(rule.threshold, possible) : possible === bases.length;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  // How many values an event brings, and which, nobody can say.
  return rule.type !== 'event_count' || reaches(rule.threshold, total);
}

/** Whether a count of at most this many could fulfil the comparisons; fewer is always possible. */
const reaches = (threshold: readonly Threshold[], most: number): boolean =>
  threshold.every(({op, value}) => (op === 'gt' ? most > value : op === 'gte' || op === 'eq' ? most >= value : true));
