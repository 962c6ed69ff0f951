import {describe, expect, test} from 'vitest';
import {flatContext} from '../../../src/history/judge/context.js';
import {judge} from '../../../src/history/judge/judge.js';
import {baselineText, findingText, headline} from '../../../src/history/judge/words.js';
import {NAMES, nightsOf} from '../../helpers/nights.js';

describe('what a history has to show', () => {
  test('nothing changed: no finding, on any of 100 nights', () => {
    const nights = nightsOf({count: 120});
    for (let last = 20; last <= 120; last++) expect(judge(nights.slice(0, last))?.findings).toEqual([]);
  });

  test.each([0.6, 1.6])('weekends that are always x%d: no finding, on any weekday of 140 nights', times => {
    // The first night is a Thursday.
    const isWeekend = (night: number) => [6, 0].includes((night + 3) % 7);
    const nights = nightsOf({count: 140, slow: (_, night) => (isWeekend(night) ? times : 1)});
    for (let last = 20; last <= 140; last += 5) expect(judge(nights.slice(0, last))?.findings).toEqual([]);
  });

  test('a link x1.5 from night 57: one finding, which names 37 scenarios once', () => {
    const nights = nightsOf({count: 64, slow: (link, night) => (link === 'alerted' && night >= 57 ? 1.5 : 1)});
    const found = judge(nights)?.findings ?? [];
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({kind: 'slower', severity: 'gate', link: 'alerted', tier: 'link', scenarios: NAMES});
    expect(found[0]?.since.run).toBe('run-57');
    expect(found[0]?.shift).toBeCloseTo(1.5, 1);
    expect(found[0]?.p).toBeLessThan(1e-6);
    expect(headline(found[0] as (typeof found)[number])).toBe('alerted slower x1.5 in 37 scenarios');
  });

  test('drift of 0.3 % a night for 120 nights: the link, and in how many days it reaches its SLA', () => {
    const drift = 1.003;
    const slow = (link: string, night: number) => (link === 'alerted' ? drift ** night : 1);
    const nights = nightsOf({count: 120, slow, sla: {alerted: 13_000}});
    const found = judge(nights)?.findings.find(({kind}) => kind === 'drift');
    // Collecting takes 3.3 s of them, and alerting took 5 s at first.
    const truth = Math.log(9700 / (5000 * drift ** 120)) / Math.log(drift);
    expect(found).toMatchObject({severity: 'warning', link: 'alerted', scenarios: NAMES});
    expect(found?.projection?.slaMs).toBe(13_000);
    expect(Math.abs((found?.projection?.days ?? 0) / truth - 1)).toBeLessThan(0.2);
    expect(headline(found as NonNullable<typeof found>)).toMatch(
      /^alerted slower by 0\.3 % a day: reaches its SLA of 13\.0 s in about \d+ days/,
    );
  });

  test('a rule that is taken out: lost, along with the change of the pack, and nothing else', () => {
    const under = (night: number) =>
      flatContext({
        kubernetes: 'v1.34.4',
        rules:
          night < 60
            ? {pack: '3f2a', byRule: {'pod-exec': 'aa', 'secrets-enumerated': 'bb'}}
            : {pack: '91bc', byRule: {'secrets-enumerated': 'bb'}},
        scenarios: {'pod-exec': 'cc', 'scenario-1': night < 60 ? 'dd' : 'ee'},
        sources: [{id: 'audit', product: 'kube-apiserver', version: 'v1.34.4'}],
      });
    const nights = nightsOf({
      count: 70,
      context: under,
      attempts: (name, night) => (name === 'pod-exec' && night >= 60 ? Array(3).fill({verdict: 'missed'}) : undefined),
    });
    for (const last of [60, 70]) {
      const found = judge(nights.slice(0, last))?.findings ?? [];
      expect(found.map(findingText)).toEqual([
        'pod-exec lost since 2026-03-01; coincides with rule pack 3f2a → 91bc (pod-exec removed)',
      ]);
      expect(found[0]).toMatchObject({severity: 'gate', scenarios: ['pod-exec']});
    }
  });

  test('a simulated night is never put beside those of a real cluster', () => {
    const nights = nightsOf({
      count: 80,
      slow: (link, night) => (link === 'alerted' && night % 2 ? 10 : 1),
      night: night => (night % 2 ? {kind: 'simulated'} : {}),
    });
    const judged = judge(nights);
    expect(judged?.nights).toBe(40);
    expect(judged?.findings).toEqual([]);
    const simulated = judge(nights.slice(0, 79));
    expect(simulated?.nights).toBe(40);
    expect(simulated?.findings).toEqual([]);
  });

  test('fewer than 14 nights say so: learning (9 of 14)', () => {
    const states = (count: number) => judge(nightsOf({count}))?.links.map(({baseline}) => baselineText(baseline));
    expect(states(9)).toEqual(Array(3).fill('learning (9 of 14)'));
    expect(states(13)).toEqual(Array(3).fill('learning (13 of 14)'));
    expect(states(14)).toEqual(Array(3).fill('provisional (14 nights)'));
    expect(states(62)).toEqual(Array(3).fill('provisional (28 nights)'));
    expect(states(63)).toEqual(Array(3).fill('settled (56 nights)'));
  });
});
