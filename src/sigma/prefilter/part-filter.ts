import type {AuditEvent} from '../../audit/event.js';
import {interned} from '../../lib/interned.js';
import type {Predicate} from '../rule-set.js';
import type {Candidate} from './candidate.js';
import type {CandidateLists, Candidates} from './candidate-lists.js';
import type {HeadPart} from './head-parts.js';

/** What is known of events with one text in a part. */
interface Known {
  /** An event that has nothing but this part; undefined when the text does not tell it. */
  event: AuditEvent | undefined;
  /** Whether a rule could match, by its order. */
  answers: (boolean | undefined)[];
  /** What was left of a list of rules. */
  left: Map<Candidates, Candidates>;
}

/** At most this many texts of a part are remembered, and for each of them what was left of this many lists. */
const REMEMBERED = 2000;

/** Drops the rules that cannot match for one part of the head, and remembers what was found for its texts. */
export class PartFilter {
  readonly #texts = new Map<string, Known>();
  /** What rules each rule out, by its order. */
  readonly #refuters: readonly (Predicate | undefined)[];

  constructor(
    readonly part: HeadPart,
    readonly lists: CandidateLists,
    rules: readonly Candidate[],
  ) {
    this.#refuters = rules.map(({refutedBy}) => refutedBy.get(part.bit));
  }

  /** Those that could match an event whose part has the text. */
  left(candidates: Candidates, text: string): Candidates {
    if ((candidates.parts & this.part.bit) === 0) return candidates;
    const known = this.#texts.get(text) ?? this.#learn(text);
    return known.left.get(candidates) ?? this.#find(candidates, known);
  }

  #find(candidates: Candidates, known: Known): Candidates {
    const rules = candidates.rules.filter(rule => this.#passes(rule, known));
    const left = rules.length < candidates.rules.length ? this.lists.of(rules) : candidates;
    if (known.left.size >= REMEMBERED) known.left.clear();
    known.left.set(candidates, left);
    return left;
  }

  #passes({order}: Candidate, {event, answers}: Known): boolean {
    const refuted = this.#refuters[order];
    if (event === undefined || refuted === undefined) return true;
    const known = answers[order];
    if (known !== undefined) return known;
    const answer = !refuted(event);
    answers[order] = answer;
    return answer;
  }

  #learn(text: string): Known {
    const known = {event: this.#eventWith(text), answers: [], left: new Map()};
    if (this.part.fleeting) return known;
    if (this.#texts.size >= REMEMBERED) this.#texts.clear();
    this.#texts.set(interned(text), known);
    return known;
  }

  /** A text that is not JSON comes from a line that is not JSON either: its parser reports that. */
  #eventWith(text: string): AuditEvent | undefined {
    try {
      return this.part.event(text);
    } catch {
      return undefined;
    }
  }
}
