const known = new Map<string, Float64Array>();

/**
 * In how many of the orders of `m` values and `n` others a value comes after an other, by how many such pairs there are:
 * index 0 to m × n. These are the coefficients of the Gaussian binomial coefficient (Andrews, The Theory of Partitions,
 * 1976, chapter 3), the null distribution of the statistic U of Mann and Whitney where no two values are equal. Counts
 * are exact up to 2^53; above that they are as exact as a double, because nothing is subtracted.
 */
export function gaussianBinomial(m: number, n: number): Float64Array {
  const key = `${m},${n}`;
  const counts = known.get(key) ?? counted(m, n);
  known.set(key, counts);
  return counts;
}

/** Value after value in the order of ranks: the j-th of the `m` at rank i comes after i - j others. */
function counted(m: number, n: number): Float64Array {
  const chosen = Array.from({length: m + 1}, () => new Float64Array(m * n + 1));
  at(chosen, 0)[0] = 1;
  for (let rank = 1; rank <= m + n; rank++) {
    for (let j = Math.min(rank, m); j >= 1 && rank - j <= n; j--) {
      const [from, to] = [at(chosen, j - 1), at(chosen, j)];
      const before = rank - j;
      for (let u = m * n; u >= before; u--) to[u] = (to[u] ?? 0) + (from[u - before] ?? 0);
    }
  }
  return at(chosen, m);
}

const at = (rows: readonly Float64Array[], index: number): Float64Array => rows[index] as Float64Array;
