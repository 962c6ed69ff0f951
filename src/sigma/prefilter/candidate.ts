import {onlyField, refuterOf} from '../reason/refute.js';
import {requiredValues, requiredWords} from '../reason/requirements.js';
import type {EventRule, FieldTest, Predicate} from '../rule-set.js';
import {type HeadPart, OTHER_PARTS, REQUEST_PARTS, TOLD_PARTS} from './head-parts.js';
import {remainderOf} from './remainder.js';
import {type RequiredWords, requiring} from './word-filter.js';

/** A rule that an event may concern. */
export interface Candidate {
  rule: EventRule;
  /** Its place in the set. */
  order: number;
  /**
   * The parts of the head, beside the kind of request, that can rule it out, each on its own: the sum of their bits.
   */
  parts: number;
  /** The verbs, and the statuses, of which it requires one, in lower case. */
  verbs: ReadonlySet<string> | undefined;
  codes: ReadonlySet<string> | undefined;
  /** For one that searches whole events: words that stand in each that it matches. */
  words: RequiredWords | undefined;
  /** Whether an event of this kind of request cannot match; undefined when the kind never tells. */
  refutedByRequest: Predicate | undefined;
  /** Whether an event with nothing but one part cannot match, by the bit of the part. */
  refutedBy: ReadonlyMap<number, Predicate>;
  /** Whether an event matches of which no part of the head rules the rule out. */
  remainder: Predicate;
}

export function candidateOf(rule: EventRule, order: number): Candidate {
  const refuters = OTHER_PARTS.flatMap(part => {
    const refuter = refuterOf(rule, dependsOn([part]));
    return refuter ? [[part.bit, refuter] as const] : [];
  });
  const words = requiredWords(rule);
  return {
    ...{rule, order, words: words && requiring(words)},
    parts: refuters.reduce((sum, [bit]) => sum | bit, 0),
    verbs: requiredValues(rule, 'verb'),
    codes: requiredValues(rule, 'responseStatus.code'),
    refutedByRequest: refuterOf(rule, dependsOn(REQUEST_PARTS)),
    refutedBy: new Map(refuters),
    remainder: remainderOf(rule, dependsOn(TOLD_PARTS)),
  };
}

/** Whether a comparison depends on one of these parts, and on nothing else. */
function dependsOn(parts: readonly HeadPart[]): (test: FieldTest) => boolean {
  return test => {
    const field = onlyField(test);
    return field !== undefined && parts.some(part => part.holds(field));
  };
}
