import type {RuleSettings} from '../settings.js';
import {type Baseline, pinned} from './pinned.js';
import {StepTest} from './step.js';

/** How a series stands on a night. */
export interface Standing {
  baseline: Baseline;
  /** Values of the baseline, and the last ones; these are fewer than the window while it fills. */
  before: Float64Array;
  recent: Float64Array;
  /** Absent while the baseline or the window fills. */
  test?: StepTest;
  /** By how much the last nights must be above the baseline to count as slower. */
  atLeast: number;
  slower: boolean;
}

/** For what is only counted. */
const NEVER = {alpha: 0, leastOf: () => Number.POSITIVE_INFINITY};

/** The values of one thing, night by night; NaN where it is not known. */
export class Series {
  readonly #values: Float64Array;
  /** The night of each known value. */
  readonly nights: readonly number[];
  /** Known values up to each night. */
  readonly #counts: number[] = [];
  #wasSlower: boolean | undefined;

  /**
   * @param bar what the last nights must pass to count as slower: a p below alpha, and as much above a baseline as
   *   `leastOf` says
   */
  constructor(
    values: Float64Array,
    private readonly rules: RuleSettings,
    private readonly bar: {alpha: number; leastOf(before: Float64Array): number} = NEVER,
  ) {
    const nights: number[] = [];
    for (let night = 0; night < values.length; night++) {
      if (!Number.isNaN(values[night])) nights.push(night);
      this.#counts.push(nights.length);
    }
    this.nights = nights;
    this.#values = values.filter(value => !Number.isNaN(value));
  }

  /** Known values up to a night, with it. */
  countAt(night: number): number {
    return this.#counts[night] ?? 0;
  }

  /** The known values up to a night, with it. */
  upTo(night: number): Float64Array {
    return this.#values.subarray(0, this.countAt(night));
  }

  baselineAt(night: number): Baseline {
    return pinned(this.countAt(night), this.rules, () => this.wasSlowerEarly());
  }

  /** How the series stands; undefined on a night on which it is not known. */
  at(night: number): Standing | undefined {
    const count = this.countAt(night);
    if (count === this.countAt(night - 1)) return undefined;
    return this.#standing(count, this.baselineAt(night));
  }

  /** Whether any window was slower than the first baseline, up to where the settled one could begin. */
  wasSlowerEarly(): boolean {
    const {nights, settled} = this.rules.baseline;
    const first: Baseline = {state: 'provisional', nights};
    const {window} = this.rules.slower;
    this.#wasSlower ??= Array.from({length: settled - nights}, (_, i) => nights + window + i).some(
      count => this.#standing(count, first).slower,
    );
    return this.#wasSlower;
  }

  #standing(count: number, baseline: Baseline): Standing {
    const {window} = this.rules.slower;
    const before = this.#values.subarray(0, Math.min(baseline.nights, count));
    const recent = this.#values.subarray(Math.max(before.length, count - window), count);
    const standing = {baseline, before, recent, atLeast: Number.POSITIVE_INFINITY, slower: false};
    if (baseline.state === 'learning' || recent.length < window) return standing;
    const test = new StepTest(recent, before);
    const atLeast = this.bar.leastOf(before);
    return {...standing, test, atLeast, slower: test.isSlower(this.bar.alpha, atLeast)};
  }
}
