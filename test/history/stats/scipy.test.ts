import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {benjaminiHochberg} from '../../../src/history/stats/benjamini-hochberg.js';
import {fisherFewer} from '../../../src/history/stats/fisher.js';
import {mannKendall} from '../../../src/history/stats/mann-kendall.js';
import {mannWhitney, pairsAbove} from '../../../src/history/stats/mann-whitney.js';
import {poissonBounds} from '../../../src/history/stats/poisson.js';
import {theilSen} from '../../../src/history/stats/theil-sen.js';
import {wilson} from '../../../src/history/stats/wilson.js';

interface TwoSamples {
  x: number[];
  y: number[];
  u: number;
  p: number;
}

/** Written by scripts/fixtures/scipy-tables.py. */
const scipy: {
  mannWhitney: TwoSamples[];
  mannWhitneyTies: TwoSamples[];
  mannKendall: {y: number[]; tau: number; p: number}[];
  mannKendallTies: {y: number[]; rising: number; p: number}[];
  theilSen: {points: [number, number][]; slope: number; intercept: number}[];
  wilson: {hits: number; tries: number; low: number; high: number}[];
  fisher: {few: [number, number]; many: [number, number]; p: number}[];
  benjaminiHochberg: {ps: number[]; adjusted: number[]}[];
  poisson: {count: number; low: number; high: number}[];
} = JSON.parse(readFileSync('test/fixtures/stats/scipy.json', 'utf8'));

/** Equal but for the rounding of doubles, also where the number is small. */
const expectClose = (is: number, should: number, relative = 1e-9) =>
  expect(Math.abs(is - should), `${is} for ${should}`).toBeLessThanOrEqual(relative * Math.abs(should));

describe('as SciPy has it', () => {
  test.each([
    ['no equal values', scipy.mannWhitney, 36],
    ['equal values', scipy.mannWhitneyTies, 21],
  ])('Mann-Whitney, %s', (_, cases, count) => {
    expect(cases).toHaveLength(count);
    for (const {x, y, u, p} of cases) {
      const found = mannWhitney(x, y);
      expect(found.u).toBe(u);
      expect(pairsAbove(x, y)).toBe(u);
      expectClose(found.p, p);
    }
  });

  test('Mann-Kendall, no equal values', () => {
    expect(scipy.mannKendall).toHaveLength(24);
    for (const {y, tau, p} of scipy.mannKendall) {
      const {rising, falling, p: is} = mannKendall(y);
      expect((rising - falling) / ((y.length * (y.length - 1)) / 2)).toBeCloseTo(tau, 10);
      expectClose(is, p);
    }
  });

  test('Mann-Kendall, equal values', () => {
    expect(scipy.mannKendallTies).toHaveLength(9);
    for (const {y, rising, p} of scipy.mannKendallTies) {
      const found = mannKendall(y);
      expect(found.rising).toBe(rising);
      expectClose(found.p, p);
    }
  });

  test('Theil-Sen', () => {
    for (const {points, slope, intercept} of scipy.theilSen) {
      const line = theilSen(points);
      expectClose(line.slope, slope);
      expectClose(line.intercept, intercept);
    }
  });

  test('Wilson', () => {
    for (const {hits, tries, low, high} of scipy.wilson) {
      expect(wilson(hits, tries).low).toBeCloseTo(low, 12);
      expect(wilson(hits, tries).high).toBeCloseTo(high, 12);
    }
  });

  test('Fisher', () => {
    for (const {few, many, p} of scipy.fisher)
      expectClose(fisherFewer({hits: few[0], misses: few[1]}, {hits: many[0], misses: many[1]}), p);
  });

  test('Benjamini-Hochberg', () => {
    for (const {ps, adjusted} of scipy.benjaminiHochberg)
      for (const [i, is] of benjaminiHochberg(ps).entries()) expectClose(is, adjusted[i] as number);
  });

  test('bounds of a count', () => {
    for (const {count, low, high} of scipy.poisson) {
      const bounds = poissonBounds(count);
      const relative = count > 1000 ? 1e-5 : 1e-9;
      expectClose(bounds.low, low, relative);
      expectClose(bounds.high, high, relative);
    }
  });
});
