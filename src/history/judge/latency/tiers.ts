import {median} from '../../stats/median.js';
import type {RuleSettings} from '../settings.js';
import type {Baseline} from './pinned.js';
import {Series} from './series.js';

/** Own latencies of one link: for each scenario milliseconds by night, Infinity where it was missed, NaN where not known. */
export type OwnTimes = ReadonlyMap<string, Float64Array>;

/** The two tiers of a link. */
export interface Tiers {
  /** The median of each scenario in its baseline, in milliseconds. Those that are learning are not in it. */
  medians: ReadonlyMap<string, number>;
  /** The link: the median over the scenarios of the logarithm of latency by baseline median. */
  link: Series;
  /** Each scenario beside its link: its own logarithm less that of the link. */
  residuals: ReadonlyMap<string, Series>;
}

/** The nights of one link, in two tiers: what all scenarios share is the link's, and what is left is each scenario's own. */
export class LinkHistory {
  readonly #scenarios: {name: string; known: Series; own: Float64Array}[];
  readonly #measured: Series;
  #last: {key: string; tiers: Tiers} | undefined;
  #settles: boolean | undefined;

  constructor(
    own: OwnTimes,
    readonly rules: RuleSettings,
  ) {
    this.#scenarios = [...own].map(([name, times]) => ({name, own: times, known: new Series(times, rules)}));
    const nights = Math.max(0, ...[...own.values()].map(times => times.length));
    const measured = Float64Array.from({length: nights}, (_, night) =>
      this.#scenarios.some(s => !Number.isNaN(s.own[night])) ? 0 : Number.NaN,
    );
    this.#measured = new Series(measured, rules);
  }

  /** How many nights the link was measured in, up to a night and with it. */
  countAt(night: number): number {
    return this.#measured.countAt(night);
  }

  /** How much its nights can be relied on, though nobody has looked yet whether any was slower. */
  baselineAt(night: number): Baseline {
    return this.#measured.baselineAt(night);
  }

  /** Both tiers as they are known on a night. */
  at(night: number): Tiers {
    const {settled, nights} = this.rules.baseline;
    const first = Math.min(nights, this.#measured.baselineAt(night).nights);
    if (this.countAt(night) - this.rules.slower.window < settled) return this.#tiers(first, night);
    this.#settles ??= !this.#tiers(nights, night).link.wasSlowerEarly();
    return this.#tiers(this.#settles ? settled : nights, night);
  }

  #tiers(baseline: number, night: number): Tiers {
    const counts = this.#scenarios.map(({known}) => Math.min(baseline, known.countAt(night)));
    // Counts only grow, so their sum says which they are.
    const key = `${baseline}/${counts.reduce((sum, count) => sum + count, 0)}`;
    if (this.#last?.key !== key) this.#last = {key, tiers: this.#compute(counts)};
    return this.#last.tiers;
  }

  #compute(counts: readonly number[]): Tiers {
    const {minimum} = this.rules.baseline;
    const parts = this.#scenarios.flatMap(({name, own, known}, i) => {
      const count = counts[i] ?? 0;
      const middle = median(known.upTo(own.length - 1).subarray(0, count));
      // One that was missed every other night has no latency to put others beside.
      return count < minimum || !Number.isFinite(middle)
        ? []
        : [{name, middle, ratios: own.map(ms => Math.log(ms / middle))}];
    });
    const link = linkValues(parts.map(part => part.ratios));
    const {alpha, scenario} = this.rules.slower;
    const residual = ({middle, ratios}: (typeof parts)[number]) =>
      new Series(
        // Where most were missed, nothing can be said of one.
        ratios.map((ratio, night) =>
          link[night] === Number.POSITIVE_INFINITY ? Number.NaN : ratio - (link[night] as number),
        ),
        this.rules,
        {alpha: scenario.alpha, leastOf: () => this.#leastOfScenario(middle)},
      );
    return {
      medians: new Map(parts.map(({name, middle}) => [name, middle])),
      link: new Series(link, this.rules, {alpha, leastOf: before => this.#leastOfLink(before)}),
      residuals: new Map(parts.map(part => [part.name, residual(part)])),
    };
  }

  /** At least the share, and as much as medians of a window moved within the baseline. */
  #leastOfLink(before: Float64Array): number {
    const {link, window, rangeGuard} = this.rules.slower;
    const medians = Array.from({length: Math.max(1, before.length - window + 1)}, (_, i) =>
      median(before.subarray(i, i + window)),
    );
    const range = Math.max(...medians) - Math.min(...medians);
    return Math.max(Math.log(1 + link), Number.isNaN(range) ? Number.POSITIVE_INFINITY : rangeGuard * range);
  }

  /** At least the share, and as many milliseconds. */
  #leastOfScenario(middle: number): number {
    const {share, least} = this.rules.slower.scenario;
    return Math.log(1 + Math.max(share, least / middle));
  }
}

/** The median over the scenarios of each night; NaN where none is known. */
function linkValues(ratios: readonly Float64Array[]): Float64Array {
  return Float64Array.from({length: ratios[0]?.length ?? 0}, (_, night) =>
    median(ratios.map(values => values[night] as number).filter(value => !Number.isNaN(value))),
  );
}
