// Years of nights on which nothing changes, through the code that judges nights: `node bench/false-alarms.js
// [--clusters 60] [--seed 1]`. It prints false alarms a cluster-year of each tier, and how soon what does change is
// found; it fails where a link of independent nights, or 37 scenarios together, raise more than their bound.
import {built, option, say} from './lib.js';
import {nightsOf, randomOf, SHAPES, SITUATIONS} from './nights/shapes.js';

const {LinkHistory} = await built('history/judge/latency/tiers.js');
const {jump} = await built('history/judge/latency/jump.js');
const {drift} = await built('history/judge/latency/drift.js');
const {DEFAULT_RULES: rules} = await built('history/judge/settings.js');

const clusters = option('clusters', 60);
/** With fewer, one alarm by chance would break a bound. */
const LEAST = 40;
if (!(clusters >= LEAST)) {
  console.error(`--clusters takes a number from ${LEAST} on: with fewer, one alarm by chance breaks a bound`);
  process.exit(2);
}
const seed = option('seed', 20261201);
const SCENARIOS = 37;
/** From here on the baseline is settled, and a year is counted. */
const SETTLED = rules.baseline.settled + rules.slower.window - 1;
const YEAR = 365;
/** False alarms a cluster-year, at most. */
const BOUNDS = {link: 0.1, scenarios: 1};
/** An alarm that goes on is one; it is a new one after this many quiet nights. */
const QUIET = 7;

/** What each tier says on a night of a history. */
function alarmsAt(history, night, withScenarios) {
  const tiers = history.at(night);
  const standing = tiers.link.at(night);
  const alarms = new Map([
    ['link', standing?.slower === true],
    ['jump', standing !== undefined && jump(standing, rules) !== undefined],
  ]);
  if (night % 7 === 0) alarms.set('drift', isDrifting(tiers.link, night));
  if (withScenarios) for (const [name, series] of tiers.residuals) alarms.set(name, series.at(night)?.slower === true);
  return alarms;
}

/** One value a night, as the judge has them: a drift is asked for once a week, which is as often as it can change. */
function isDrifting(link, night) {
  const points = [...link.upTo(night)].map((value, i) => [link.nights[i], value]);
  return drift(points, rules) !== undefined;
}

const TIERS = ['link', 'jump', 'drift', 'scenarios'];
const tierOf = name => (TIERS.includes(name) ? name : 'scenarios');

/** False alarms of one cluster: in its first nights, and in a year behind them. */
function falseAlarms(own, withScenarios) {
  const history = new LinkHistory(own, rules);
  const counts = {early: 0, link: 0, jump: 0, drift: 0, scenarios: 0};
  const last = new Map();
  for (let night = 0; night < SETTLED + YEAR; night++) {
    const on = [...alarmsAt(history, night, withScenarios)].flatMap(([name, is]) => (is ? [name] : []));
    for (const name of on) {
      if (night - (last.get(name) ?? Number.NEGATIVE_INFINITY) > QUIET) count(counts, name, night);
      last.set(name, night);
    }
  }
  return counts;
}

function count(counts, name, night) {
  if (night >= SETTLED) counts[tierOf(name)]++;
  else if (name === 'link') counts.early++;
}

/** The mean, and half of its 95 % interval. */
function mean(values) {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  return {average, half: 1.96 * Math.sqrt(variance / values.length)};
}
const shown = ({average, half}) => `${average.toFixed(2)} ±${half.toFixed(2)}`.padEnd(12);

const COLUMNS = ['link', 'jump', 'drift', '37 scenarios', 'link, first 62 nights'];
say(`${clusters} clusters of ${SCENARIOS} scenarios a row, seed ${seed}: false alarms a cluster-year, nothing changes`);
say(''.padEnd(30), ...COLUMNS.map(name => name.padEnd(12)));
const broken = [];
for (const situation of Object.keys(SITUATIONS)) {
  for (const shape of Object.keys(SHAPES)) {
    const random = randomOf(seed);
    const independent = situation === 'independent';
    const found = Array.from({length: clusters}, () =>
      falseAlarms(
        nightsOf({shape, situation, scenarios: SCENARIOS, nights: SETTLED + YEAR, random}),
        // The residual takes out what all of a night shares, so one situation tells of the scenarios.
        independent,
      ),
    );
    const rates = Object.fromEntries(['early', ...TIERS].map(name => [name, mean(found.map(counts => counts[name]))]));
    const scenarios = independent ? shown(rates.scenarios) : '-'.padEnd(12);
    say(
      `${situation.padEnd(15)} ${shape.padEnd(14)}`,
      shown(rates.link),
      shown(rates.jump),
      shown(rates.drift),
      scenarios,
      shown(rates.early),
    );
    if (!independent) continue;
    for (const [tier, bound] of Object.entries(BOUNDS)) {
      const {average} = rates[tier];
      if (average > bound) broken.push(`${tier}, ${shape}: ${average.toFixed(2)} is more than ${bound}`);
    }
  }
}
say(`bounds, independent nights: link ${BOUNDS.link}, ${SCENARIOS} scenarios together ${BOUNDS.scenarios}`);

/** The change comes on this night. */
const CHANGE = 100;
const CHANGES = {
  'link x1.2': {tier: 'link', by: () => 1.2},
  'link x1.5': {tier: 'link', by: () => 1.5},
  'link x2': {tier: 'link', by: () => 2},
  'link +0.3 % a night': {tier: 'link', by: nights => 1.003 ** nights},
  'its drift': {tier: 'drift', by: nights => 1.003 ** nights},
  'one scenario x2': {tier: 's0', by: (_, scenario) => (scenario === 0 ? 2 : 1)},
  'one scenario x3': {tier: 's0', by: (_, scenario) => (scenario === 0 ? 3 : 1)},
};
const few = Math.max(2, Math.ceil(clusters / 4));

/** Nights from the change to its alarm; Infinity where it is not found in 200. */
function delay({tier, by}, shape, situation, random) {
  const change = (night, scenario) => (night < CHANGE ? 1 : by(night - CHANGE + 1, scenario));
  const history = new LinkHistory(
    nightsOf({shape, situation, scenarios: SCENARIOS, nights: CHANGE + 200, random, change}),
    rules,
  );
  for (let night = CHANGE; night < CHANGE + 200; night++)
    if (alarmsAt(history, night, tier === 's0').get(tier)) return night - CHANGE + 1;
  return Number.POSITIVE_INFINITY;
}

say(`\nnights from a change to its alarm, median of ${few} clusters (found within 200 nights)`);
say(''.padEnd(36), ...Object.keys(SHAPES).map(name => name.padEnd(13)));
for (const situation of ['independent', 'AR(1) 0.5']) {
  for (const [name, change] of Object.entries(CHANGES)) {
    const cells = Object.keys(SHAPES).map(shape => {
      const random = randomOf(seed + 1);
      const delays = Array.from({length: few}, () => delay(change, shape, situation, random)).sort((a, b) => a - b);
      const found = delays.filter(Number.isFinite).length / few;
      return `${delays[few >> 1]} (${Math.round(found * 100)} %)`.replace('Infinity', '>200').padEnd(13);
    });
    say(`${situation.padEnd(15)} ${name.padEnd(20)}`, ...cells);
  }
}

for (const line of broken) say(`TOO MANY FALSE ALARMS: ${line}`);
process.exitCode = broken.length ? 1 : 0;
