import type {Timed} from './window.js';

/** Events of several rules in time, asked whether they came one rule after the other. */
export class Sequence<T extends Timed & {place: number}> {
  readonly #byRule: T[][];

  /**
   * @param rules how many there are; entries name theirs by its place among them
   * @param spanMs from the first to the last at most
   * @param most entries kept of one rule; beyond it the oldest go first
   */
  constructor(
    rules: number,
    readonly spanMs: number,
    readonly most: number,
  ) {
    this.#byRule = Array.from({length: rules}, () => []);
  }

  get size(): number {
    return this.#byRule.reduce((sum, entries) => sum + entries.length, 0);
  }

  /**
   * Takes an entry: the shortest chain of all rules in order with it, if one fits into the span, and what was dropped.
   */
  add(entry: T): {chain?: T[]; dropped: T[]} {
    const own = this.#byRule[entry.place] ?? [];
    own.splice(own.findLastIndex(e => e.time <= entry.time) + 1, 0, entry);
    const dropped = own.splice(0, Math.max(0, own.length - this.most));
    const after = this.#walk(entry, 1);
    const before = after && this.#walk(entry, -1);
    if (!after || !before) return {dropped};
    const chain = [...before.reverse(), entry, ...after];
    const [first = entry, last = entry] = [chain[0], chain.at(-1)];
    return last.time - first.time <= this.spanMs ? {chain, dropped} : {dropped};
  }

  /** Forgets what is older than a time; returns it. */
  dropBefore(time: number): T[] {
    return this.#byRule.flatMap(entries => {
      const kept = entries.findIndex(e => e.time >= time);
      return entries.splice(0, kept < 0 ? entries.length : kept);
    });
  }

  /** The nearest entry of each further rule in one direction; undefined when one of them has none. */
  #walk(entry: T, step: 1 | -1): T[] | undefined {
    const chain: T[] = [];
    let {time} = entry;
    for (let place = entry.place + step; place >= 0 && place < this.#byRule.length; place += step) {
      const entries = this.#byRule[place] ?? [];
      // From the end, because that is where the search begins as long as events come in time.
      const next =
        step > 0 ? entries[entries.findLastIndex(e => e.time < time) + 1] : entries.findLast(e => e.time <= time);
      if (!next) return undefined;
      chain.push(next);
      time = next.time;
    }
    return chain;
  }
}
