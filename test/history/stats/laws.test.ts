import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {benjaminiHochberg} from '../../../src/history/stats/benjamini-hochberg.js';
import {fisherFewer} from '../../../src/history/stats/fisher.js';
import {gaussianBinomial} from '../../../src/history/stats/gaussian-binomial.js';
import {hodgesLehmann} from '../../../src/history/stats/hodges-lehmann.js';
import {mannKendall} from '../../../src/history/stats/mann-kendall.js';
import {mannWhitney} from '../../../src/history/stats/mann-whitney.js';
import {median} from '../../../src/history/stats/median.js';
import {poissonBounds} from '../../../src/history/stats/poisson.js';
import {theilSen} from '../../../src/history/stats/theil-sen.js';
import {wilson} from '../../../src/history/stats/wilson.js';

/** Few values, so that many are equal; missed ones among them. */
const some = (max: number, min = 1) =>
  fc.array(fc.constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY), {minLength: min, maxLength: max});
const close = (is: number, should: number) => expect(is).toBeCloseTo(should, 10);

/** Every way to choose some of a list. */
function choices<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, i) => choices(items.slice(i + 1), count - 1).map(rest => [item, ...rest]));
}

/** Every order of a list. */
const orders = <T>(items: readonly T[]): T[][] =>
  items.length
    ? items.flatMap((item, i) => orders(items.filter((_, j) => j !== i)).map(rest => [item, ...rest]))
    : [[]];

describe('Mann-Whitney', () => {
  test('is the share of all choices with at least this many pairs', () => {
    fc.assert(
      fc.property(some(5), some(6), (x, y) => {
        const pooled = [...x, ...y];
        const all = choices([...pooled.keys()], x.length).map(chosen => {
          const rest = [...pooled.keys()].filter(i => !chosen.includes(i));
          return mannWhitney(
            chosen.map(i => pooled[i] as number),
            rest.map(i => pooled[i] as number),
          ).u;
        });
        const {u, p} = mannWhitney(x, y);
        close(p, all.filter(other => other >= u).length / all.length);
      }),
      {numRuns: 60},
    );
  });

  test('turned round, the two tails overlap in what was seen alone', () => {
    fc.assert(
      fc.property(some(8), some(12), (x, y) => {
        const [up, down] = [mannWhitney(x, y), mannWhitney(y, x)];
        expect(up.u + down.u).toBe(x.length * y.length);
        expect(up.p + down.p).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(up.p).toBeLessThanOrEqual(1);
        expect(up.p).toBeGreaterThan(0);
      }),
    );
  });

  test('depends on the order of values alone', () => {
    fc.assert(
      fc.property(some(7), some(28), (x, y) => {
        close(mannWhitney(x.map(Math.exp), y.map(Math.exp)).p, mannWhitney(x, y).p);
      }),
    );
  });

  test('falls as values of the sample rise, where no two are equal', () => {
    const different = fc.uniqueArray(fc.nat(1000), {minLength: 8, maxLength: 30});
    fc.assert(
      fc.property(different, fc.nat(6), (values, at) => {
        const [x, y] = [values.slice(0, 7), values.slice(7)];
        const raised = x.map((v, i) => (i === at ? v + 1000.5 : v));
        const [before, after] = [mannWhitney(x, y), mannWhitney(raised, y)];
        expect(after.u).toBeGreaterThanOrEqual(before.u);
        if (after.u > before.u) expect(after.p).toBeLessThan(before.p);
        else close(after.p, before.p);
      }),
    );
  });

  test('7 nights above 28, and above 56, are 1 of all choices', () => {
    const above = (count: number) =>
      mannWhitney(
        [...Array(7).keys()].map(i => i + 1000),
        [...Array(count).keys()],
      ).p;
    expect(1 / above(28)).toBeCloseTo(6_724_520, 3);
    expect(1 / above(56)).toBeCloseTo(553_270_671, 3);
  });

  test('refuses what has no rank', () => {
    expect(() => mannWhitney([Number.NaN], [1])).toThrow(RangeError);
    expect(() => mannWhitney([], [1])).toThrow(RangeError);
  });
});

test('Gaussian binomial coefficients sum up to all choices and are symmetric', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(12), (m, n) => {
      const counts = [...gaussianBinomial(m, n)];
      expect(counts.reduce((a, b) => a + b)).toBe(choices([...Array(m + n).keys()], m).length);
      expect(counts).toEqual([...counts].reverse());
      expect(counts).toEqual([...gaussianBinomial(n, m)]);
    }),
    {numRuns: 30},
  );
});

describe('Mann-Kendall', () => {
  test('is the share of all orders with at least this many rising pairs', () => {
    fc.assert(
      fc.property(some(6), values => {
        const all = orders(values).map(order => mannKendall(order).rising);
        const {rising, p} = mannKendall(values);
        close(p, all.filter(other => other >= rising).length / all.length);
      }),
      {numRuns: 40},
    );
  });

  test('12 weeks, 55 of 66 rising pairs: the first below one in a thousand', () => {
    // One value put back lowers the rising pairs by as many places.
    const risingBut = (places: number) => {
      const rest = [...Array(11).keys()];
      const order = [...rest.slice(0, 11 - places), 11, ...rest.slice(11 - places)];
      return mannKendall(order);
    };
    expect(risingBut(11)).toMatchObject({rising: 55, falling: 11});
    expect(risingBut(11).p).toBeLessThan(0.001);
    expect(mannKendall([11, ...[1, 0], ...[2, 3, 4, 5, 6, 7, 8, 9, 10]])).toMatchObject({rising: 54});
    expect(mannKendall([11, ...[1, 0], ...[2, 3, 4, 5, 6, 7, 8, 9, 10]]).p).toBeGreaterThan(0.001);
  });
});

test('Hodges-Lehmann finds a shift, turns its sign, and takes misses for the largest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: -50, max: 50}), {minLength: 1, maxLength: 9}), fc.integer(), (x, shift) => {
      expect(
        hodgesLehmann(
          x.map(v => v + shift),
          x,
        ),
      ).toBe(shift);
      expect(
        hodgesLehmann(
          x,
          x.map(v => v + shift),
        ),
      ).toBe(shift === 0 ? 0 : -shift);
    }),
  );
  const missed = Number.POSITIVE_INFINITY;
  expect(hodgesLehmann([missed, missed], [1, 2, missed])).toBe(missed);
  expect(hodgesLehmann([missed], [missed])).toBe(0);
  expect(hodgesLehmann([1, missed], [missed, 1])).toBe(0);
});

test('a median is in the middle, wherever the values stand', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(median([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(0);
  expect(median([])).toBeNaN();
});

test('Theil-Sen finds a line that less than a quarter of the points leave', () => {
  fc.assert(
    fc.property(fc.integer({min: -9, max: 9}), fc.integer({min: -9, max: 9}), fc.nat(11), (slope, intercept, odd) => {
      const points = [...Array(12).keys()].map(x => [x, slope * x + intercept + (x === odd ? 1e6 : 0)] as const);
      expect(theilSen(points).slope).toBeCloseTo(slope, 6);
    }),
  );
});

test('Wilson holds the share between 0 and 1, and is narrower with more tries', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), (hits, misses) => {
      const tries = hits + misses;
      const {low, high} = wilson(hits, tries);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      if (tries === 0) return;
      expect(low).toBeLessThanOrEqual(hits / tries);
      expect(high).toBeGreaterThanOrEqual(hits / tries);
      const more = wilson(hits * 2, tries * 2);
      expect(more.high - more.low).toBeLessThan(high - low);
      close(wilson(misses, tries).low, 1 - high);
    }),
  );
  expect(wilson(7, 7).low).toBeCloseTo(0.646, 3);
  expect(wilson(28, 28).low).toBeCloseTo(0.879, 3);
});

test('Fisher: fewer hits are less likely, and no hit at all and every hit are the ends', () => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 14}), fc.nat(56), fc.nat(10), (tries, hits, misses) => {
      const ps = [...Array(tries + 1).keys()].map(n => fisherFewer({hits: n, misses: tries - n}, {hits, misses}));
      for (const p of ps) expect(p).toBeLessThanOrEqual(1 + 1e-12);
      close(ps.at(-1) as number, 1);
    }),
  );
  expect(fisherFewer({hits: 8, misses: 6}, {hits: 28, misses: 0})).toBeLessThan(
    fisherFewer({hits: 9, misses: 5}, {hits: 28, misses: 0}),
  );
});

test('Benjamini-Hochberg keeps the order, never lowers a p, and rejects the largest k below its line', () => {
  fc.assert(
    fc.property(fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 40}), ps => {
      const adjusted = benjaminiHochberg(ps);
      for (const [i, p] of ps.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
        expect(adjusted[i]).toBeLessThanOrEqual(1);
        for (const [j, q] of ps.entries()) if (p < q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number);
      }
      const sorted = [...ps].sort((a, b) => a - b);
      const count = sorted.findLastIndex((p, k) => p <= (0.05 * (k + 1)) / ps.length) + 1;
      expect(adjusted.filter(p => p <= 0.05)).toHaveLength(count);
    }),
  );
});

test('bounds of a count hold it, rise with it, and say that none in 7 days is at most 0.43 a day', () => {
  expect(poissonBounds(0).low).toBe(0);
  expect(poissonBounds(0).high / 7).toBeCloseTo(0.428, 3);
  fc.assert(
    fc.property(fc.nat(1100), count => {
      const [bounds, next] = [poissonBounds(count), poissonBounds(count + 1)];
      expect(bounds.low).toBeLessThanOrEqual(count);
      expect(bounds.high).toBeGreaterThan(count);
      expect(next.low).toBeGreaterThan(bounds.low);
      expect(next.high).toBeGreaterThan(bounds.high);
    }),
  );
});
