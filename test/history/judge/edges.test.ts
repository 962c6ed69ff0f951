import {describe, expect, test} from 'vitest';
import {judge} from '../../../src/history/judge/judge.js';
import {changePoint} from '../../../src/history/judge/latency/change-point.js';
import {drift} from '../../../src/history/judge/latency/drift.js';
import {jump} from '../../../src/history/judge/latency/jump.js';
import {pinned} from '../../../src/history/judge/latency/pinned.js';
import {Series} from '../../../src/history/judge/latency/series.js';
import {StepTest} from '../../../src/history/judge/latency/step.js';
import {LinkHistory} from '../../../src/history/judge/latency/tiers.js';
import {DEFAULT_RULES, RuleSettings} from '../../../src/history/judge/settings.js';
import {mannWhitney} from '../../../src/history/stats/mann-whitney.js';
import {nightsOf} from '../../helpers/nights.js';

const count = (n: number) => [...Array(n).keys()];
/** As a link's series has it. */
const LINK = {alpha: 0.0001, leastOf: () => Math.log(1.15)};
const seriesOf = (values: number[], bar = LINK) => new Series(Float64Array.from(values), DEFAULT_RULES, bar);

describe('slower', () => {
  // 28 nights between 0 and 0.27, and 7 of which some lie among them.
  const before = count(28).map(i => i / 100);

  test('needs a p below alpha: the first order of nights below it is, and the last above it is not', () => {
    const p = (values: number[]) => mannWhitney(values, before).p;
    // All above, and one after the other put further down.
    const recent = (places: number) => [...count(6).map(i => 1 + i), 0.275 - places / 100];
    const first = count(28).findIndex(places => p(recent(places)) >= 0.0001);
    expect(first).toBeGreaterThan(0);
    expect(p(recent(first - 1))).toBeLessThan(0.0001);
    expect(new StepTest(recent(first - 1), before).isSlower(0.0001, 0.14)).toBe(true);
    expect(new StepTest(recent(first), before).isSlower(0.0001, 0.14)).toBe(false);
    const exactly = p(recent(first));
    expect(new StepTest(recent(first), before).isSlower(exactly, 0.14)).toBe(false);
  });

  test('needs the shift, and exactly the shift will do', () => {
    const by = (shift: number) => new StepTest(Array(7).fill(shift), Array(28).fill(0));
    expect(by(0.25).isSlower(0.0001, 0.25)).toBe(true);
    expect(by(0.2499).isSlower(0.0001, 0.25)).toBe(false);
    expect(by(-1).isSlower(0.0001, 0.25)).toBe(false);
  });

  test('a link by 15 %, and more than medians of a week moved in its baseline', () => {
    const at = (factor: number, noise: (night: number) => number) => {
      const own = new Map([
        ['s', Float64Array.from(count(63), night => 1000 * noise(night) * (night >= 56 ? factor : 1))],
      ]);
      return new LinkHistory(own, DEFAULT_RULES).at(62).link.at(62);
    };
    const quiet = () => 1;
    expect(at(1.1501, quiet)?.slower).toBe(true);
    expect(at(1.1499, quiet)?.slower).toBe(false);
    // Every other week is 20 % slower, so medians of a week move by as much.
    const moved = (night: number) => (night % 14 >= 7 ? 1.2 : 1);
    expect(at(1.45, moved)?.slower).toBe(true);
    expect(at(1.45, moved)?.atLeast).toBeCloseTo(Math.log(1.2));
    const less = at(1.3, moved);
    expect(less?.slower).toBe(false);
    expect(less?.test?.p).toBeLessThan(0.0001);
    expect(less?.test?.shift).toBeGreaterThan(Math.log(1.15));
  });

  test('a scenario by 25 % and a second, beside its link', () => {
    const at = (middle: number, factor: number) => {
      const own = new Map(
        count(5).map(i => [
          `s${i}`,
          Float64Array.from(count(63), night => (i ? 1000 : middle) * (i || night < 56 ? 1 : factor)),
        ]),
      );
      return new LinkHistory(own, DEFAULT_RULES).at(62).residuals.get('s0')?.at(62)?.slower;
    };
    expect(at(8000, 1.2501)).toBe(true);
    expect(at(8000, 1.2499)).toBe(false);
    expect(at(1000, 2.001)).toBe(true);
    expect(at(1000, 1.999)).toBe(false);
  });

  test('medians of a week at either end of the baseline count as its range', () => {
    const least = (slow: (night: number) => boolean) => {
      const own = new Map([['s', Float64Array.from(count(63), night => (slow(night) ? 1200 : 1000))]]);
      return new LinkHistory(own, DEFAULT_RULES).at(62).link.at(62)?.atLeast;
    };
    expect(least(night => night < 7)).toBeCloseTo(Math.log(1.2));
    // The baseline stays at 28 nights, because those after it are slower.
    expect(least(night => night >= 24)).toBeCloseTo(Math.log(1.2));
    expect(least(night => night >= 25)).toBeCloseTo(Math.log(1.15));
  });

  test('is asked from the 7th night after the baseline on', () => {
    const values = [...Array(14).fill(0), ...Array(10).fill(1)];
    expect(seriesOf(values).at(12)?.baseline).toEqual({state: 'learning', nights: 13});
    expect(seriesOf(values).at(12)?.slower).toBe(false);
    expect(seriesOf(values).at(19)?.slower).toBe(false);
    expect(seriesOf(values).at(19)?.test).toBeUndefined();
    expect(seriesOf(values).at(19)?.recent).toHaveLength(6);
    expect(seriesOf(values).at(20)?.slower).toBe(true);
    expect(seriesOf(values).at(20)?.recent).toHaveLength(7);
  });

  test('is asked of the last 7 nights alone', () => {
    // Slow nights that are 8 and more ago do not count.
    const values = [...Array(28).fill(0), ...Array(10).fill(1), ...Array(7).fill(0)];
    expect(seriesOf(values).at(37)?.slower).toBe(true);
    expect(seriesOf(values).at(44)?.slower).toBe(false);
  });

  test('nothing is said of a night on which it was not measured', () => {
    const values = [...Array(28).fill(0), ...Array(7).fill(1), Number.NaN, 1];
    expect(seriesOf(values).at(34)?.slower).toBe(true);
    expect(seriesOf(values).at(35)).toBeUndefined();
    expect(seriesOf(values).at(36)?.slower).toBe(true);
  });

  test('a missed link ranks above all, and most of them missed is lost, not slower', () => {
    const miss = (missed: string[]) =>
      judge(
        nightsOf({
          count: 63,
          names: ['a', 'b', 'c'],
          attempts: (name, night) => (night > 56 && missed.includes(name) ? [{verdict: 'missed'}] : undefined),
        }),
      )?.findings.map(({kind, scenarios}) => `${kind} ${scenarios}`);
    expect(miss(['a'])).toEqual(['lost a']);
    expect(miss(['a', 'b'])).toEqual(['lost a,b']);
  });
});

describe('a baseline', () => {
  const quiet = () => false;
  test.each([
    [13, 'learning', 13],
    [14, 'provisional', 14],
    [21, 'provisional', 14],
    [22, 'provisional', 15],
    [35, 'provisional', 28],
    [62, 'provisional', 28],
    [63, 'settled', 56],
    [400, 'settled', 56],
  ])('after %i nights is %s, of %i', (nights, state, size) => {
    expect(pinned(nights, DEFAULT_RULES, quiet)).toEqual({state, nights: size});
  });

  test('is not settled over nights that were slower', () => {
    expect(pinned(63, DEFAULT_RULES, () => true)).toEqual({state: 'provisional', nights: 28});
    const changed = (from: number) => seriesOf(count(120).map(night => (night >= from ? 1 : 0) + (night % 5) / 100));
    expect(changed(40).at(119)).toMatchObject({slower: true, baseline: {state: 'provisional', nights: 28}});
    // Seven slow nights are there one night before the 63rd, which settles.
    expect(changed(55).at(119)).toMatchObject({slower: true, baseline: {state: 'provisional'}});
    expect(changed(56).at(119)).toMatchObject({slower: true, baseline: {state: 'settled', nights: 56}});
    expect(changed(500).at(119)).toMatchObject({slower: false, baseline: {state: 'settled', nights: 56}});
  });

  test('is never moved along: a slow link stays found until somebody accepts it', () => {
    const nights = nightsOf({count: 200, slow: (link, night) => (link === 'alerted' && night >= 57 ? 1.5 : 1)});
    expect(judge(nights)?.findings.map(({kind}) => kind)).toEqual(['slower']);
    const since = nights[60]?.at ?? 0;
    expect(judge(nights, DEFAULT_RULES, [{since}])?.findings).toEqual([]);
    expect(judge(nights, DEFAULT_RULES, [{since}])?.nights).toBe(140);
  });

  test('of one scenario can be accepted alone', () => {
    const slow = (link: string, night: number, name: string) =>
      link === 'alerted' && name === 'pod-exec' && night >= 70 ? 2 : 1;
    const nights = nightsOf({count: 120, slow});
    const found = judge(nights)?.findings;
    expect(found).toMatchObject([
      {kind: 'slower', severity: 'gate', tier: 'scenario', scenarios: ['pod-exec'], link: 'alerted'},
    ]);
    const since = nights[75]?.at ?? 0;
    expect(judge(nights, DEFAULT_RULES, [{since, scenario: 'pod-exec'}])?.findings).toEqual([]);
    expect(judge(nights, DEFAULT_RULES, [{since, scenario: 'scenario-1'}])?.findings).toHaveLength(1);
  });

  test('has no interrupted night in it, and none is judged', () => {
    const nights = nightsOf({count: 63, night: night => (night === 30 ? {interrupted: true} : {})});
    expect(judge(nights)?.nights).toBe(62);
    expect(judge(nights.slice(0, 30))).toBeUndefined();
    expect(judge([])).toBeUndefined();
  });
});

describe('a jump', () => {
  const at = (...last: number[]) => {
    const series = seriesOf([...count(28).map(i => i / 1000), ...Array(5).fill(0.01), ...last]);
    const standing = series.at(32 + last.length);
    return standing && jump(standing, DEFAULT_RULES);
  };
  // The median of the baseline is 0.0135.
  const least = Math.log(1.3) + 0.0135;

  test('is two nights running, 1.3 times the median of the baseline', () => {
    expect(at(least, least + 0.1)).toBeCloseTo(Math.log(1.3) + 0.05);
    expect(at(least - 1e-9, least + 0.1)).toBeUndefined();
    expect(at(least + 0.1)).toBeUndefined();
    expect(at(0.01, least + 0.1)).toBeUndefined();
    expect(at(1, 0.01)).toBeUndefined();
  });

  test('is above everything in the baseline', () => {
    const values = (last: number) => [...Array(27).fill(0), 0.5, ...Array(5).fill(0), last, last];
    const standing = (last: number) => seriesOf(values(last)).at(34) as NonNullable<ReturnType<Series['at']>>;
    expect(jump(standing(0.5), DEFAULT_RULES)).toBeUndefined();
    expect(jump(standing(0.51), DEFAULT_RULES)).toBeCloseTo(0.51);
  });

  test('is a warning with its first night, until it is slower', () => {
    const slow = (link: string, night: number) => (link === 'collected' && night >= 70 ? 1.6 : 1);
    const kinds = (nights: number) => judge(nightsOf({count: nights, slow}))?.findings;
    expect(kinds(70)).toEqual([]);
    expect(kinds(71)).toMatchObject([{kind: 'jump', severity: 'warning', link: 'collected', since: {run: 'run-70'}}]);
    expect(kinds(76)).toMatchObject([{kind: 'slower', severity: 'gate', since: {run: 'run-70'}}]);
  });
});

describe('a drift', () => {
  const points = (value: (day: number) => number, days = 84) => count(days).map(day => [day, value(day)] as const);

  test('needs twelve weeks', () => {
    expect(
      drift(
        points(day => day / 1000, 83),
        DEFAULT_RULES,
      ),
    ).toBeUndefined();
    expect(
      drift(
        points(day => day / 1000),
        DEFAULT_RULES,
      )?.slope,
    ).toBeCloseTo(0.001);
  });

  test('needs 55 of 66 pairs of weeks to rise', () => {
    // One week is put so many places down.
    const weeks = (places: number) => (day: number) => {
      const week = Math.floor(day / 7);
      return week === 11 ? 10.5 - places : week;
    };
    expect(drift(points(weeks(11)), DEFAULT_RULES)?.p).toBeLessThan(0.001);
    const two = (day: number) => (day >= 70 && day < 77 ? 9.5 : weeks(11)(day)) - (day >= 63 && day < 70 ? 1.2 : 0);
    expect(drift(points(two), DEFAULT_RULES)).toBeUndefined();
  });

  test('is not a step', () => {
    const step = (day: number) => (day >= 40 ? 1 : 0) + (day % 84) / 100_000;
    expect(drift(points(step), DEFAULT_RULES)).toBeUndefined();
  });

  test('of an SLA that is a year away is no news', () => {
    const slow = (link: string, night: number) => (link === 'alerted' ? 1.001 ** night : 1);
    const kinds = (alerted: number) =>
      judge(nightsOf({count: 100, slow, sla: {alerted}}))?.findings.filter(({kind}) => kind === 'drift');
    expect(kinds(10_000)).toHaveLength(1);
    expect(kinds(30_000)).toEqual([]);
  });
});

test('a change is placed at its first night, whatever one night before it did', () => {
  const values = [...Array(20).fill(0), 1, ...Array(10).fill(0), ...Array(9).fill(1)];
  expect(changePoint(values, 14, 0, 1)).toBe(31);
  expect(changePoint(values, 35, 0, 1)).toBe(35);
  const above = values.map(value => value * 2 + 5);
  expect(changePoint(above, 14, 5, 2)).toBe(31);
});

test('a history that is asked night after night says what a new one says', () => {
  const random = nightsOf({count: 90, names: ['a', 'b', 'late']});
  const own = new Map(
    ['a', 'b', 'late'].map(name => [
      name,
      Float64Array.from(random, ({scenarios}, i) =>
        name === 'late' && i < 30 ? Number.NaN : (scenarios[name]?.own.alerted ?? 1),
      ),
    ]),
  );
  const asked = new LinkHistory(own, DEFAULT_RULES);
  for (let night = 0; night < 90; night++) {
    const [known, fresh] = [asked.at(night), new LinkHistory(own, DEFAULT_RULES).at(night)];
    expect(known.medians).toEqual(fresh.medians);
    expect(known.link.at(night)?.recent).toEqual(fresh.link.at(night)?.recent);
    // One that came later learns on its own.
    expect(known.medians.has('late')).toBe(night >= 43);
    expect(known.medians.has('a')).toBe(night >= 13);
  }
});

test('every test that was asked is handed on, for Benjamini and Hochberg', () => {
  const names = ['a', 'b', 'c'];
  const asked = (nights: number) => judge(nightsOf({count: nights, names}))?.asked ?? [];
  expect(asked(20)).toEqual([]);
  expect(
    asked(21)
      .filter(({scenario}) => !scenario)
      .map(({link}) => link),
  ).toEqual(['audited', 'collected', 'alerted']);
  expect(
    asked(21)
      .filter(({link}) => link === 'audited')
      .map(({scenario}) => scenario),
  ).toEqual([undefined, ...names]);
  for (const {p} of asked(21)) expect(p).toBeLessThanOrEqual(1);
});

test('nights of the window are counted while it fills, and scenarios that are not judged are named', () => {
  const late = (count: number) =>
    judge(
      nightsOf({
        count,
        names: ['a', 'b', 'c'],
        attempts: (name, n) => (name === 'c' && n % 2 ? [{verdict: 'missed'}] : undefined),
      }),
    )?.links.find(({link}) => link === 'alerted');
  expect(late(9)).toMatchObject({window: 0, unjudged: ['a', 'b', 'c']});
  expect(late(17)).toMatchObject({window: 3, unjudged: ['a', 'b', 'c']});
  expect(late(30)).toMatchObject({window: 7, unjudged: ['c']});
  expect(late(70)?.window).toBe(7);
});

test('the first scenario to reach its SLA is named beside half of them', () => {
  const nights = nightsOf({count: 120, slow: (link, night) => (link === 'alerted' ? 1.003 ** night : 1)}).map(
    night => ({
      ...night,
      scenarios: Object.fromEntries(
        Object.entries(night.scenarios).map(([name, s]) => [
          name,
          {...s, sla: {alerted: name === 'scenario-7' ? 11_500 : 14_000}},
        ]),
      ),
    }),
  );
  const projection = judge(nights)?.findings.find(({kind}) => kind === 'drift')?.projection;
  expect(projection?.slaMs).toBe(14_000);
  expect(projection?.first).toMatchObject({scenario: 'scenario-7', slaMs: 11_500});
  expect(projection?.first.days).toBeLessThan(0.6 * (projection?.days ?? 0));
});

describe('settings', () => {
  test('are refused when no night could ever be slower', () => {
    const wrong = RuleSettings.safeParse({baseline: {nights: 14, minimum: 7}, slower: {window: 2}});
    expect(wrong.error?.issues.map(({path}) => path.join('.'))).toEqual(['slower.alpha']);
    const crossed = RuleSettings.safeParse({baseline: {nights: 13, settled: 12}});
    expect(crossed.error?.issues.map(({path}) => path.join('.'))).toEqual(['baseline.minimum', 'baseline.nights']);
  });

  test('take shares and durations as files have them', () => {
    const rules = RuleSettings.parse({slower: {link: '20%', scenario: {least: '1500ms'}}, drift: {horizon: '30d'}});
    expect(rules.slower.link).toBeCloseTo(0.2);
    expect(rules.slower.scenario).toMatchObject({least: 1500, share: 0.25});
    expect(rules.drift.horizon).toBe(30);
    expect(rules.baseline).toEqual({nights: 28, settled: 56, minimum: 14});
  });
});
