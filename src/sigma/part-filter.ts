import type {AuditEvent} from '../audit/event.js';
import {interned} from '../lib/interned.js';
import type {Candidate} from './candidate.js';
import type {HeadPart} from './head-parts.js';

/** Rules in the order of the set. */
export interface Candidates {
  rules: readonly Candidate[];
  /** The parts that any of them depends on: the sum of their bits. */
  parts: number;
}

export const candidatesOf = (rules: readonly Candidate[]): Candidates => ({
  rules,
  parts: rules.reduce((sum, {parts}) => sum | parts, 0),
});

/** What is known of events with one text in a part. */
interface Known {
  /** An event that has nothing but this part; undefined when the text does not tell it. */
  event: AuditEvent | undefined;
  /** Whether a rule could match, by its order. */
  answers: (boolean | undefined)[];
}

/** So many texts of a part are remembered. */
const REMEMBERED = 2000;

/** Drops the rules that cannot match for one part of the head, and remembers what was found for its texts. */
export class PartFilter {
  readonly #texts = new Map<string, Known>();

  constructor(readonly part: HeadPart) {}

  /** Those that could match an event whose part has the text. */
  left(candidates: Candidates, text: string): Candidates {
    const {bit} = this.part;
    if ((candidates.parts & bit) === 0) return candidates;
    const known = this.#texts.get(text) ?? this.#learn(text);
    const left = candidates.rules.filter(rule => this.#passes(rule, known));
    return left.length < candidates.rules.length ? candidatesOf(left) : candidates;
  }

  #passes(candidate: Candidate, {event, answers}: Known): boolean {
    const {bit} = this.part;
    if (event === undefined || (candidate.parts & bit) === 0) return true;
    const known = answers[candidate.order];
    if (known !== undefined) return known;
    const answer = candidate.couldMatch(bit, event);
    answers[candidate.order] = answer;
    return answer;
  }

  #learn(text: string): Known {
    const known = {event: this.#eventWith(text), answers: []};
    if (this.part.fleeting) return known;
    if (this.#texts.size >= REMEMBERED) this.#texts.clear();
    this.#texts.set(interned(text), known);
    return known;
  }

  /** A text that is no JSON comes from a line that is none: whoever parses that will say so. */
  #eventWith(text: string): AuditEvent | undefined {
    try {
      return this.part.event(text);
    } catch {
      return undefined;
    }
  }
}
