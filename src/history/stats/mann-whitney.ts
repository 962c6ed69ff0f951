import {gaussianBinomial} from './gaussian-binomial.js';

/** What the test found. */
export interface MannWhitney {
  /** Pairs in which the first sample's value is the larger; equal ones count half. */
  u: number;
  /** How likely at least this u is when all orders of the values are equally likely; exact. */
  p: number;
}

/**
 * The exact one-sided test of Mann and Whitney (Annals of Mathematical Statistics 18, 1947) for the first sample being
 * larger. Equal values have mid-ranks and the distribution is that of the rank sum over all ways to choose the sample
 * from the ranks there are (Lehmann, Nonparametrics, 1975, section 1.4), so ties are exact as well. Infinity ranks above
 * all numbers.
 *
 * @throws RangeError when a sample is empty or a value is not a number
 */
export function mannWhitney(sample: ArrayLike<number>, others: ArrayLike<number>): MannWhitney {
  const {ranks, sum, tied} = rankedTwice(sample, others);
  const [m, n] = [sample.length, others.length];
  const u = sum / 2 - (m * (m + 1)) / 2;
  return {u, p: tied ? tiedTail(ranks, m, sum) : untiedTail(m, n, u)};
}

/**
 * Pairs in which the first sample's value is the larger; equal ones count half: the test's u, without its p.
 */
export function pairsAbove(sample: ArrayLike<number>, others: ArrayLike<number>): number {
  let u = 0;
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i] as number;
    for (let j = 0; j < others.length; j++) {
      const other = others[j] as number;
      u += value > other ? 1 : value === other ? 0.5 : 0;
    }
  }
  return u;
}

/** Twice the mid-ranks of all values, in ascending order, and their sum over the sample: whole numbers. */
function rankedTwice(sample: ArrayLike<number>, others: ArrayLike<number>) {
  const pooled = Float64Array.from([...Array.from(sample), ...Array.from(others)]).sort();
  if (!sample.length || !others.length || Number.isNaN(pooled.at(-1)))
    throw new RangeError('both samples need values, and all of them have to be numbers');
  const ranks = new Int32Array(pooled.length);
  const rankOf = new Map<number, number>();
  let tied = false;
  for (let from = 0; from < pooled.length; ) {
    const value = pooled[from] as number;
    let to = from + 1;
    while (pooled[to] === value) to++;
    tied ||= to - from > 1;
    ranks.fill(from + to + 1, from, to);
    rankOf.set(value, from + to + 1);
    from = to;
  }
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += rankOf.get(sample[i] as number) ?? 0;
  return {ranks, sum, tied};
}

const tails = new Map<string, Float64Array>();

/** The share of orders with at least this many pairs. */
function untiedTail(m: number, n: number, u: number): number {
  const key = `${m},${n}`;
  const tail = tails.get(key) ?? tailOf(gaussianBinomial(m, n));
  tails.set(key, tail);
  return tail[u] as number;
}

function tailOf(counts: Float64Array): Float64Array {
  const tail = Float64Array.from(counts);
  for (let u = tail.length - 2; u >= 0; u--) tail[u] = (tail[u] as number) + (tail[u + 1] as number);
  const all = tail[0] as number;
  return tail.map(count => count / all);
}

/**
 * The share of choices of `m` ranks with at least this sum. Counted by how much each rank lacks to the highest, so that
 * only choices inside the tail are followed.
 */
function tiedTail(ranks: Int32Array, m: number, sum: number): number {
  const highest = ranks.at(-1) as number;
  const allowed = m * highest - sum;
  const chosen = Array.from({length: m + 1}, () => new Float64Array(allowed + 1));
  (chosen[0] as Float64Array)[0] = 1;
  for (let i = ranks.length - 1, seen = 1; i >= 0; i--, seen++) {
    const lack = highest - (ranks[i] as number);
    // Ranks fall, so all that follow lack as much or more.
    if (lack > allowed) break;
    for (let j = Math.min(seen, m); j >= 1; j--) {
      const [from, to] = [chosen[j - 1] as Float64Array, chosen[j] as Float64Array];
      for (let total = allowed; total >= lack; total--)
        to[total] = (to[total] as number) + (from[total - lack] as number);
    }
  }
  const inTail = (chosen[m] as Float64Array).reduce((all, count) => all + count, 0);
  return Math.min(1, inTail / choices(ranks.length, m));
}

/** How many ways there are to choose `m` of `count`. */
function choices(count: number, m: number): number {
  let ways = 1;
  for (let i = 1; i <= m; i++) ways = (ways * (count - m + i)) / i;
  return ways;
}
