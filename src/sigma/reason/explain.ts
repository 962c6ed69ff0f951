import type {AuditEvent} from '../../audit/event.js';
import {fieldAt} from '../match/fields.js';
import {KEYWORDS} from '../match/keywords.js';
import type {Condition, EventRule, FieldTest, RuleSet, Selection} from '../rule-set.js';

/** A rule that nearly matched an event: the first field that kept it from matching. */
export interface NearMiss {
  rule: EventRule;
  field: string;
  wanted: string;
  found: string;
  /** The selection behind `not` that leaves the event out, where that is why. */
  excludedBy?: string;
  /** How many fields did not fit. */
  failed: number;
}

/** One reason why a condition does not hold. */
type Failure = Pick<NearMiss, 'field' | 'wanted' | 'found' | 'excludedBy'>;

/** An excerpt of a field's value, for a sentence. */
const FOUND_LENGTH = 80;

/** The rules that did not match an event though they are about its resource, nearest first. */
export function explainMiss(set: RuleSet, event: AuditEvent): NearMiss[] {
  return set.rules
    .filter(rule => rule.kind === 'event' && rule.applicable)
    .flatMap(rule => (rule.kind === 'event' && !rule.test(event) && isAbout(rule, event) ? nearMiss(rule, event) : []))
    .sort((a, b) => a.failed - b.failed);
}

const isAbout = (rule: EventRule, event: AuditEvent): boolean =>
  rule.conditions
    .flatMap(positives)
    .some(name =>
      rule.selections
        .get(name)
        ?.alternatives.some(tests => tests.some(t => t.field === 'objectRef.resource' && t.test(event))),
    );

/** Names of the selections that must hold, not those behind `not`. */
function positives(condition: Condition): string[] {
  if (condition.type === 'selection') return [condition.name];
  return condition.type === 'not' ? [] : condition.of.flatMap(positives);
}

function nearMiss(rule: EventRule, event: AuditEvent): NearMiss[] {
  const failures = fewest(rule.conditions.map(condition => failuresOf(condition, rule.selections, event)));
  const [first] = failures;
  return first ? [{rule, ...first, failed: failures.length}] : [];
}

/** Why a condition does not hold; nothing when it does. Of alternatives, the one that is nearest. */
function failuresOf(
  condition: Condition,
  selections: ReadonlyMap<string, Selection>,
  event: AuditEvent,
): readonly Failure[] {
  switch (condition.type) {
    case 'selection': {
      const alternatives = selections.get(condition.name)?.alternatives ?? [];
      return fewest(alternatives.map(tests => tests.filter(t => !t.test(event)).map(t => failureOf(t, event))));
    }
    case 'not':
      return failuresOf(condition.of, selections, event).length ? [] : [excluded(condition.of, selections, event)];
    case 'and':
      return condition.of.flatMap(part => failuresOf(part, selections, event));
    case 'or':
      return fewest(condition.of.map(part => failuresOf(part, selections, event)));
    default:
      return condition.of
        .map(part => failuresOf(part, selections, event))
        .sort((a, b) => a.length - b.length)
        .slice(0, condition.count)
        .flat();
  }
}

const fewest = (all: readonly (readonly Failure[])[]): readonly Failure[] =>
  all.toSorted((a, b) => a.length - b.length)[0] ?? [];

const failureOf = ({field, wanted}: FieldTest, event: AuditEvent): Failure => ({
  field: field === KEYWORDS ? 'keywords' : field,
  wanted,
  found: field === KEYWORDS ? 'nowhere' : foundIn(event, field),
});

/** What is denied holds: the first of its selections that does, and the field by which it does. */
function excluded(denied: Condition, selections: ReadonlyMap<string, Selection>, event: AuditEvent): Failure {
  for (const name of positives(denied)) {
    const selection = selections.get(name);
    const field = selection?.alternatives.find(tests => tests.every(t => t.test(event)))?.[0]?.field;
    if (field) return {field, wanted: `be outside of ${name}`, found: foundIn(event, field), excludedBy: name};
  }
  return {field: 'condition', wanted: 'be true', found: 'false'};
}

function foundIn(event: AuditEvent, field: string): string {
  const values = fieldAt(field).read(event);
  if (!values.length) return 'absent';
  const text = values.map(value => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ');
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
}
