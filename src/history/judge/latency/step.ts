import {hodgesLehmann} from '../../stats/hodges-lehmann.js';
import {mannWhitney} from '../../stats/mann-whitney.js';

/** The last nights beside the baseline. What is not asked for is not computed: a fleet has many of them. */
export class StepTest {
  #shift: number | undefined;
  #p: number | undefined;

  constructor(
    readonly recent: ArrayLike<number>,
    readonly baseline: ArrayLike<number>,
  ) {}

  /** By how much the last nights are above the baseline: Hodges and Lehmann's estimate. */
  get shift(): number {
    this.#shift ??= hodgesLehmann(this.recent, this.baseline);
    return this.#shift;
  }

  /** How likely nights that differ by chance alone are as far above: Mann and Whitney's exact one-sided p. */
  get p(): number {
    this.#p ??= mannWhitney(this.recent, this.baseline).p;
    return this.#p;
  }

  /** Whether the last nights are slower: too unlikely by chance, and by enough to matter. */
  isSlower(alpha: number, atLeast: number): boolean {
    // The quick question first, which most nights fail: half of the pairs are above their median.
    return 2 * this.#pairsApart(atLeast) >= this.#pairs && this.shift >= atLeast && this.p < alpha;
  }

  get #pairs(): number {
    return this.recent.length * this.baseline.length;
  }

  /** Pairs in which the later night is above the earlier one by at least this much. */
  #pairsApart(atLeast: number): number {
    let count = 0;
    for (let i = 0; i < this.recent.length; i++) {
      const value = this.recent[i] as number;
      for (let j = 0; j < this.baseline.length; j++) if (value - (this.baseline[j] as number) >= atLeast) count++;
    }
    return count;
  }
}
