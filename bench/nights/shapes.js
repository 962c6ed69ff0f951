// Nights of a cluster on which nothing changes, or something does: latencies as pipelines have them, from a seed.

/** Mulberry32. */
export function randomOf(seed) {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {uniform, normal};
}

/** One latency in seconds. */
export const SHAPES = {
  // A pipeline with several hops.
  lognormal: ({normal}) => 5 * Math.exp(0.3 * normal()),
  // A rule that runs every minute.
  'uniform 60 s': ({uniform}) => 2 + 60 * uniform(),
  // A store that is polled every second: many latencies are equal.
  '1 s poll': ({uniform, normal}) => Math.round(2 + 1.5 * uniform() + Math.abs(normal()) * 0.5),
  // One night in ten meets a flush.
  bimodal: ({uniform, normal}) => (uniform() < 0.9 ? 2 + 0.4 * normal() : 12 + 2 * normal()),
  'heavy tail': ({uniform}) => 2 * (1 - uniform()) ** (-1 / 2.5),
};

/** What all of a night shares: independent from night to night, or not. */
export const SITUATIONS = {
  independent: {carried: 0, spread: 0.1, weekend: 1},
  'weekends x0.6': {carried: 0, spread: 0.1, weekend: 0.6},
  'AR(1) 0.5': {carried: 0.5, spread: 0.15, weekend: 1},
  'AR(1) 0.8': {carried: 0.8, spread: 0.15, weekend: 1},
};

/**
 * Own times of one link by scenario, in milliseconds.
 *
 * @param change by how many times a scenario is slower on a night: 1 for not at all
 */
export function nightsOf({shape, situation, scenarios, nights, random, change = () => 1}) {
  const own = new Map(Array.from({length: scenarios}, (_, i) => [`s${i}`, new Float64Array(nights)]));
  const {carried, spread, weekend} = SITUATIONS[situation];
  let effect = 0;
  for (let night = 0; night < nights; night++) {
    effect = carried * effect + spread * Math.sqrt(1 - carried ** 2) * random.normal();
    const all = Math.exp(effect) * (night % 7 >= 5 ? weekend : 1);
    let scenario = 0;
    for (const times of own.values())
      times[night] = Math.max(1, 1000 * SHAPES[shape](random) * all * change(night, scenario++));
  }
  return own;
}
