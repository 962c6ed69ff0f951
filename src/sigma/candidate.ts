import type {AuditEvent} from '../audit/event.js';
import {HEAD_PARTS} from './head-parts.js';
import {requiredKeys, requiredValues} from './requirements.js';
import type {EventRule, FieldTest} from './rule-set.js';
import {judgeOfRule, onlyField} from './verdict.js';

/** A rule that an event may concern. */
export interface Candidate {
  rule: EventRule;
  /** Its place in the set. */
  order: number;
  /** The parts of the head that its comparisons depend on: the sum of their bits. */
  parts: number;
  /** The verbs, and the statuses, of which it requires one, in lower case. */
  verbs: ReadonlySet<string> | undefined;
  codes: ReadonlySet<string> | undefined;
  /** Words that are parts of keys in its events: in each of them all words of one of these lists. */
  keys: readonly (readonly string[])[] | undefined;
  /**
   * Whether it could match an event of which some parts are known; that it cannot is certain.
   *
   * @param parts the sum of their bits
   * @param event one that has these parts
   */
  couldMatch(parts: number, event: AuditEvent): boolean;
}

export function candidateOf(rule: EventRule, order: number): Candidate {
  let parts = 0;
  const judge = judgeOfRule<{parts: number; event: AuditEvent}>(rule, test => {
    const part = partOf(test);
    parts |= part;
    return known => ((part & known.parts) === 0 ? undefined : test.test(known.event));
  });
  return {
    ...{rule, order, parts, keys: requiredKeys(rule)},
    verbs: requiredValues(rule, 'verb'),
    codes: requiredValues(rule, 'responseStatus.code'),
    couldMatch: (some, event) => judge({parts: some, event}) !== false,
  };
}

/** The bit of the part that a comparison depends on; 0 when it depends on anything else. */
function partOf(test: FieldTest): number {
  const field = onlyField(test);
  return (field !== undefined && HEAD_PARTS.find(part => part.holds(field))?.bit) || 0;
}
