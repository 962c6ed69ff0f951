import {median} from './median.js';

/**
 * By how much the first sample is larger: the median of all differences between a value of it and one of the others
 * (Hodges and Lehmann, Annals of Mathematical Statistics 34, 1963). Two infinities do not differ.
 */
export function hodgesLehmann(sample: ArrayLike<number>, others: ArrayLike<number>): number {
  const differences = new Float64Array(sample.length * others.length);
  for (let i = 0, next = 0; i < sample.length; i++) {
    const value = sample[i] as number;
    for (let j = 0; j < others.length; j++) {
      const other = others[j] as number;
      differences[next++] = value === other ? 0 : value - other;
    }
  }
  return median(differences);
}
