import type {AuditEvent} from '../audit/event.js';
import {fieldReader} from './fields.js';
import type {Condition, EventRule, FieldTest, RuleSet} from './rule-set.js';

/** A rule that nearly matched an event: the first field that kept it from matching. */
export interface NearMiss {
  rule: EventRule;
  field: string;
  wanted: string;
  found: string;
  /** How many fields did not fit. */
  failed: number;
}

/** An excerpt of a field's value, for a sentence. */
const FOUND_LENGTH = 80;

/** The rules that did not match an event though they are about its resource, nearest first. */
export function explainMiss(set: RuleSet, event: AuditEvent): NearMiss[] {
  return set.rules
    .filter(rule => rule.kind === 'event' && rule.applicable)
    .flatMap(rule => (rule.kind === 'event' && !rule.test(event) ? nearMiss(rule, event) : []))
    .sort((a, b) => a.failed - b.failed);
}

function nearMiss(rule: EventRule, event: AuditEvent): NearMiss[] {
  const required = rule.conditions.flatMap(positives);
  const selections = [...rule.selections.values()].filter(s => required.includes(s.name));
  const failing = selections.flatMap(selection => nearestAlternative(selection.alternatives, event));
  const aboutIt = selections.some(s =>
    s.alternatives.some(tests => tests.some(t => t.field === 'objectRef.resource' && t.test(event))),
  );
  if (!aboutIt) return [];
  const [first] = failing;
  if (!first) return [{rule, ...excluded(rule, event), failed: 1}];
  return [{rule, field: first.field, wanted: first.wanted, found: foundIn(event, first.field), failed: failing.length}];
}

/** The tests of the alternative that fails in the fewest of them. */
function nearestAlternative(alternatives: readonly (readonly FieldTest[])[], event: AuditEvent): FieldTest[] {
  const failures = alternatives.map(tests => tests.filter(test => !test.test(event)));
  return failures.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** All that the rule wants is there, so one of its exclusions held. */
function excluded(rule: EventRule, event: AuditEvent): Pick<NearMiss, 'field' | 'wanted' | 'found'> {
  const positive = rule.conditions.flatMap(positives);
  for (const selection of rule.selections.values()) {
    if (positive.includes(selection.name) || !selection.test(event)) continue;
    const field = selection.alternatives.flat().find(test => test.test(event))?.field ?? selection.name;
    return {field, wanted: `outside of ${selection.name}`, found: foundIn(event, field)};
  }
  return {field: 'condition', wanted: 'true', found: 'false'};
}

/** Names of the selections that must hold, not those behind `not`. */
function positives(condition: Condition): string[] {
  if (condition.type === 'selection') return [condition.name];
  return condition.type === 'not' ? [] : condition.of.flatMap(positives);
}

function foundIn(event: AuditEvent, field: string): string {
  const values = fieldReader(field)(event);
  if (!values.length) return 'absent';
  const text = values.map(value => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ');
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : text;
}
