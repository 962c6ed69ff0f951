import {describe, expect, test} from 'vitest';
import type {SummaryScore} from '../../src/report/summary.js';
import {scoreRun, unusedShare} from '../../src/score/card.js';
import {drillView} from '../helpers/events.js';
import {type Outcome, type Rest, runOf} from './run-of.js';

const total = (outcomes: Outcome[], rest?: Rest) => scoreRun(runOf(outcomes, rest)).total;
const part = (id: string, outcomes: Outcome[], rest?: Rest) =>
  scoreRun(runOf(outcomes, rest)).components.find(c => c.id === id);

describe('the score', () => {
  test('is 100 when everything was detected at once, no benign twin alerted and nothing was left', () => {
    expect(total([{id: 'a', verdict: 'detected', alertedMs: 0, benign: 'silent'}])).toBe(100);
  });

  test('weighs detection by severity, and a late alert at half', () => {
    const outcomes: Outcome[] = [
      {id: 'a', severity: 'critical', verdict: 'missed'},
      {id: 'b', severity: 'high', verdict: 'detected', alertedMs: 3000},
      {id: 'c', severity: 'medium', verdict: 'late', alertedMs: 31_000},
      {id: 'd', severity: 'low', verdict: 'prevented'},
    ];
    expect(part('detection', outcomes)).toMatchObject({
      points: 30,
      max: 60,
      explanation: expect.stringContaining('5 of 10'),
    });
    expect(part('speed', outcomes)).toMatchObject({
      points: 4.5,
      max: 15,
      explanation: '30 % of the SLA unused, mean of 3',
    });
  });

  test('is the sum of the points shown, scaled to 100 by the maxima shown', () => {
    const {components, total: shown} = scoreRun(drillView({variant: 'one late'}));
    const points = components.reduce((sum, c) => sum + c.points, 0);
    const max = components.reduce((sum, c) => sum + c.max, 0);
    expect(shown).toBe(Math.round((1000 * points) / max) / 10);
  });

  test('is never better for missing an attack than for seeing it late, nor for seeing it late than in time', () => {
    const others: Outcome[] = [{id: 'a', severity: 'critical', verdict: 'detected', alertedMs: 100}];
    const missed = total([...others, {id: 'b', severity: 'low', verdict: 'missed'}]);
    const late = total([...others, {id: 'b', severity: 'low', verdict: 'late', alertedMs: 44_000}]);
    const inTime = total([...others, {id: 'b', severity: 'low', verdict: 'detected', alertedMs: 29_900}]);
    expect([missed, late, inTime]).toEqual([missed, late, inTime].toSorted((x, y) => x - y));
    expect(missed).toBeLessThan(late);
  });

  test('loses precision for each benign twin that alerted, and counts only those that ran', () => {
    const outcomes: Outcome[] = [
      {id: 'a', verdict: 'detected', alertedMs: 0, benign: 'alerted'},
      {id: 'b', verdict: 'detected', alertedMs: 0, benign: 'silent'},
      {id: 'c', verdict: 'detected', alertedMs: 0, benign: 'not run'},
      {id: 'd', verdict: 'detected', alertedMs: 0, benign: 'unknown'},
    ];
    const explanation = '1 of 2 benign twins stayed silent';
    expect(part('precision', outcomes)).toMatchObject({points: 7.5, max: 15, explanation});
  });

  test('loses all of hygiene for one object left behind', () => {
    const left = ['/api/v1/namespaces/kd-1'];
    const explanation = '1 of 12 created objects left behind';
    expect(part('hygiene', [{id: 'a', verdict: 'detected'}], {left})).toMatchObject({points: 0, max: 10, explanation});
  });

  test('says what was not measured, and makes the rest up to 100', () => {
    const card = scoreRun(runOf([{id: 'a', verdict: 'prevented'}]));
    expect(card.components.filter(c => !c.max).map(c => [c.id, c.points, c.explanation])).toEqual([
      ['speed', 0, 'not measured: no attack got through'],
      ['precision', 0, 'not measured: no benign twin ran'],
    ]);
    expect(card.total).toBe(100);
  });

  test('of a run without a judged attack and without a finished clean-up has neither part', () => {
    const card = scoreRun(runOf([{id: 'a', verdict: 'inconclusive'}], {cleanedUp: false}));
    expect(card.components.map(c => [c.id, c.points, c.max, c.explanation])).toEqual([
      ['detection', 0, 0, 'not measured: no attack was judged, so the total is 0'],
      ['speed', 0, 0, 'not measured: no attack got through'],
      ['precision', 0, 0, 'not measured: no benign twin ran'],
      ['hygiene', 0, 0, 'not measured: the clean-up did not finish'],
    ]);
  });

  test('takes the speed only from attacks that were detected with a latency, or not in time', () => {
    const detected: Outcome = {id: 'a', verdict: 'detected', alertedMs: 3000};
    const mean = '90 % of the SLA unused, mean of 1';
    for (const verdict of ['prevented', 'inconclusive', 'skipped', 'not executed'] as const)
      expect(part('speed', [detected, {id: 'b', verdict, alertedMs: 15_000}])?.explanation).toBe(mean);
    expect(part('speed', [detected, {id: 'b', verdict: 'detected'}])?.explanation).toBe(mean);
    expect(part('speed', [{id: 'b', verdict: 'detected'}])).toMatchObject({points: 0, max: 0});
  });

  test('takes the speed from the last stage that has an SLA', () => {
    const scenario = runOf([{id: 'a', verdict: 'detected', alertedMs: 3000}]).scenarios[0];
    if (!scenario) throw new Error('no scenario');
    const stages = [...scenario.stages, {stage: 'acknowledged', state: 'seen', latencyMs: 60_000} as const];
    expect(unusedShare({...scenario, stages})).toBe(0.9);
    expect(unusedShare({...scenario, stages: stages.filter(s => s.stage === 'acknowledged')})).toBeUndefined();
  });

  test('leaves out what says nothing about the stack, with the reason', () => {
    const card = scoreRun(
      runOf([
        {id: 'a', verdict: 'detected', alertedMs: 0},
        {id: 'b', verdict: 'inconclusive'},
        {id: 'c', verdict: 'skipped'},
        {id: 'd', verdict: 'not executed'},
        {id: 'e'},
      ]),
    );
    expect(card.excluded).toEqual([
      {scenario: 'b', reason: 'inconclusive: it was inconclusive'},
      {scenario: 'c', reason: 'skipped: it was skipped'},
      {scenario: 'd', reason: 'not executed: it was not executed'},
      {scenario: 'e', reason: 'not run'},
    ]);
    expect(card.total).toBe(100);
  });

  test('of a run that judged nothing is 0, however clean it left the cluster', () => {
    expect(total([{id: 'a', verdict: 'skipped', benign: 'silent'}])).toBe(0);
    expect(scoreRun(drillView({untilMs: -1}))).toMatchObject({total: 0, gates: []});
  });

  test('never counts containment, which the engine rehearses itself', () => {
    const [one, other] = [drillView(), drillView()].map(view => ({...view}));
    if (!one || !other) throw new Error('no view');
    other.scenarios = other.scenarios.map(s => ({...s, containment: []}));
    expect(scoreRun(one)).toEqual(scoreRun(other));
  });

  test('is what console and summary show', () => {
    const shown: SummaryScore = scoreRun(drillView());
    expect(shown.total).toBeGreaterThan(90);
  });
});
