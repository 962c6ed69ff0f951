import type {Candidate} from './candidate.js';

/** Rules in the order of the set. */
export interface Candidates {
  rules: readonly Candidate[];
  /** The parts that any of them depends on: the sum of their bits. */
  parts: number;
}

/** At most this many lists are kept. */
const REMEMBERED = 10_000;

/** Lists of rules, one and the same for the same rules: by it, what was found out about a list is found again. */
export class CandidateLists {
  readonly #lists = new Map<string, Candidates>();

  of(rules: readonly Candidate[]): Candidates {
    const name = rules.map(({order}) => order).join();
    const known = this.#lists.get(name);
    if (known) return known;
    if (this.#lists.size >= REMEMBERED) this.#lists.clear();
    const list = {rules, parts: rules.reduce((sum, {parts}) => sum | parts, 0)};
    this.#lists.set(name, list);
    return list;
  }
}
