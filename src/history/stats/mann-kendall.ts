import {gaussianBinomial} from './gaussian-binomial.js';

/** What the test found. */
export interface MannKendall {
  /** Pairs that rise, and pairs that fall; equal ones are neither. */
  rising: number;
  falling: number;
  /** How likely at least this many rising pairs are when all orders are equally likely; exact. */
  p: number;
}

/**
 * The exact one-sided test of Mann (Econometrica 13, 1945) and Kendall for values that rise with time. Equal values are
 * exact as well: the rising pairs of all orders of a multiset are counted by the Gaussian multinomial coefficient
 * (Andrews, The Theory of Partitions, 1976, theorem 3.6).
 *
 * @throws RangeError when a value is not a number
 */
export function mannKendall(values: readonly number[]): MannKendall {
  if (values.some(Number.isNaN)) throw new RangeError('all values have to be numbers');
  let [rising, falling] = [0, 0];
  for (const [i, value] of values.entries()) {
    for (const later of values.slice(i + 1)) {
      if (later > value) rising++;
      else if (later < value) falling++;
    }
  }
  const counts = risingPairs(values);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const tail = counts.slice(rising).reduce((sum, count) => sum + count, 0);
  return {rising, falling, p: tail / all};
}

/** In how many orders of the values there are how many rising pairs. */
function risingPairs(values: readonly number[]): Float64Array {
  const equal = new Map<number, number>();
  for (const value of values) equal.set(value, (equal.get(value) ?? 0) + 1);
  let counts: Float64Array = Float64Array.of(1);
  let placed = 0;
  for (const count of equal.values()) {
    // These among those placed before: the pairs across are those of U.
    counts = product(counts, gaussianBinomial(count, placed));
    placed += count;
  }
  return counts;
}

/** Of two polynomials. */
function product(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length + b.length - 1);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) result[i + j] = (result[i + j] as number) + x * y;
  return result;
}
