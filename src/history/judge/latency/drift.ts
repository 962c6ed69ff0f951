import {mannKendall} from '../../stats/mann-kendall.js';
import {median} from '../../stats/median.js';
import {type Line, theilSen} from '../../stats/theil-sen.js';
import type {RuleSettings} from '../settings.js';

/** A slow rise. */
export interface Drift extends Line {
  /** Of a test for any rise: exact. */
  p: number;
}

/** A day and a value: logarithms of how slow a link is. */
type Point = readonly [day: number, value: number];
const WEEK = 7;

/**
 * A rise of the medians of the last weeks, as a line through them; undefined where there are too few nights, it may be
 * chance, or one step fits them better than a line.
 */
export function drift(nights: readonly Point[], {drift: {weeks, alpha}}: RuleSettings): Drift | undefined {
  const last = nights.slice(-weeks * WEEK);
  if (last.length < weeks * WEEK) return undefined;
  const points = Array.from({length: weeks}, (_, week) => medianOf(last.slice(week * WEEK, (week + 1) * WEEK)));
  const values = points.map(([, value]) => value);
  if (!values.every(Number.isFinite)) return undefined;
  const {p} = mannKendall(values);
  const line = theilSen(points);
  const off = sum(points.map(([day, value]) => Math.abs(value - line.intercept - line.slope * day)));
  return p < alpha && off <= Math.min(...values.map((_, at) => offStep(values, at))) ? {...line, p} : undefined;
}

const medianOf = (points: readonly Point[]): Point => [
  median(points.map(([day]) => day)),
  median(points.map(([, value]) => value)),
];

/** How far values are off two levels, the second from an index on. */
const offStep = (values: readonly number[], at: number): number =>
  offLevel(values.slice(0, at)) + offLevel(values.slice(at));

function offLevel(values: readonly number[]): number {
  const level = median(values);
  return sum(values.map(value => Math.abs(value - level)));
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
