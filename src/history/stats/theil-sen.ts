import {median} from './median.js';

/** A line through points that outliers do not pull. */
export interface Line {
  slope: number;
  intercept: number;
}

/**
 * The line of Theil (1950) and Sen (Journal of the American Statistical Association 63, 1968): its slope is the median of
 * the slopes of all pairs, and it goes through the medians of both coordinates (Conover, Practical Nonparametric
 * Statistics, 1980). Points at one x say nothing of a slope; NaN where no two differ.
 */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): Line {
  const slopes = points.flatMap(([x, y], i) =>
    points
      .slice(i + 1)
      .filter(([later]) => later !== x)
      .map(([later, value]) => (value - y) / (later - x)),
  );
  const slope = median(slopes);
  return {slope, intercept: median(points.map(([, y]) => y)) - slope * median(points.map(([x]) => x))};
}
