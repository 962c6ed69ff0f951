/** Hits and misses of some tries. */
export interface Tries {
  hits: number;
  misses: number;
}

/**
 * The exact one-sided test of Fisher (Journal of the Royal Statistical Society 85, 1922) for the first having fewer hits:
 * how likely at most its hits are when all the hits fell on the tries by chance.
 */
export function fisherFewer(few: Tries, many: Tries): number {
  const tries = few.hits + few.misses;
  const hits = few.hits + many.hits;
  const misses = few.misses + many.misses;
  const least = Math.max(0, tries - misses);
  // Each probability from the one before: their sum is 1, so none is needed beforehand.
  let weight = 1;
  let [below, all] = [0, 0];
  for (let x = least; x <= Math.min(tries, hits); x++) {
    all += weight;
    if (x <= few.hits) below += weight;
    weight *= ((hits - x) * (tries - x)) / ((x + 1) * (misses - tries + x + 1));
  }
  return below / all;
}
