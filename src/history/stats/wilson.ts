/** 97.5 % of a normal distribution lie below this many standard deviations. */
const Z = 1.959963984540054;

/** An estimate with the interval that it may lie in. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * The 95 % interval of a share of which `hits` of `tries` were seen (Wilson, Journal of the American Statistical
 * Association 22, 1927). Nothing tried says nothing: 0 to 1.
 */
export function wilson(hits: number, tries: number): Interval {
  if (tries === 0) return {low: 0, high: 1};
  const share = hits / tries;
  const scale = 1 + Z ** 2 / tries;
  const centre = (share + Z ** 2 / (2 * tries)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / tries + Z ** 2 / (4 * tries ** 2));
  return {low: hits === 0 ? 0 : centre - half, high: hits === tries ? 1 : centre + half};
}
