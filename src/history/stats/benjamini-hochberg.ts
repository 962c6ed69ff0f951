/**
 * Of many tests at once the adjusted p-values, in their order: those that are at most q are the findings of which a share
 * of q is expected to be false (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995).
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({p, index})).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(ps.length);
  let least = 1;
  for (const [position, {p, index}] of order.entries()) {
    least = Math.min(least, (p * ps.length) / (ps.length - position));
    adjusted[index] = least;
  }
  return adjusted;
}
