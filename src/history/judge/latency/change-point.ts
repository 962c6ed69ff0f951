/**
 * The first of the values from which on they are nearer to a new level than to the old one, all together: the cumulative
 * sum of Page (Biometrika 41, 1954), which is the likeliest place of a step between two known levels.
 *
 * @param from values before this index are known to have the old level
 * @param level of the old values
 * @param shift of the new ones
 */
export function changePoint(values: ArrayLike<number>, from: number, level: number, shift: number): number {
  let [best, point, sum] = [-Infinity, values.length - 1, 0];
  for (let i = values.length - 1; i >= from; i--) {
    const above = ((values[i] as number) - level) / shift - 0.5;
    // One odd night outweighs no more than two others.
    sum += Math.max(-1, Math.min(1, above));
    if (sum > best) [best, point] = [sum, i];
  }
  return point;
}
