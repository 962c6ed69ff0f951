/**
 * The middle of some numbers, or halfway between the two in the middle. Infinities are allowed: between a number and
 * infinity lies infinity, and between the two infinities 0, because neither side outweighs the other. NaN of an empty
 * list.
 */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  if (sorted.length % 2) return upper;
  const lower = sorted[half - 1] ?? Number.NaN;
  if (lower === upper) return upper;
  return lower === -Infinity && upper === Infinity ? 0 : (lower + upper) / 2;
}
