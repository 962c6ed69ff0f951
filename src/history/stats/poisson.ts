import type {Interval} from './wilson.js';

/** 95 % of a normal distribution lie below this many standard deviations. */
const Z = 1.6448536269514722;
/** Above this many events the bounds are Wilson and Hilferty's, which differ from the exact ones by less than 1 in 100,000. */
const MANY = 1000;

/**
 * Between which the mean of a count lies that was seen once, each bound with 95 % (Garwood, Biometrika 28, 1936): no
 * event at all means at most 3.0.
 */
export function poissonBounds(count: number): Interval {
  if (count > MANY) return {low: cubed(count, -Z), high: cubed(count + 1, Z)};
  const high = rootOf(mean => atMost(count, mean) - 0.05, count + 10 * Math.sqrt(count + 1) + 10);
  if (count === 0) return {low: 0, high};
  return {low: rootOf(mean => 0.05 - (1 - atMost(count - 1, mean)), count), high};
}

/** Half a quantile of chi squared with 2 n degrees of freedom (Wilson and Hilferty, 1931). */
const cubed = (n: number, z: number): number => n * (1 - 1 / (9 * n) + z / (3 * Math.sqrt(n))) ** 3;

/** How likely at most this many events are. */
function atMost(count: number, mean: number): number {
  // In logarithms: e to the minus a large mean is 0 in a double.
  let term = -mean;
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    if (k > 0) term += Math.log(mean / k);
    sum += Math.exp(term);
  }
  return sum;
}

/** Where a falling function crosses 0, between 0 and a limit. */
function rootOf(falling: (x: number) => number, limit: number): number {
  let [low, high] = [0, limit];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
