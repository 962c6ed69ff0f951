import {describe, expect, test} from 'vitest';
import {budgetUpTo} from '../../src/drill/plan/budget.js';
import {makePlan, OWN_COVERAGE} from '../../src/drill/plan/plan.js';
import type {Stage} from '../../src/events/words.js';
import {loadDrill} from '../../src/scenario/load.js';
import {budgetOf} from '../../src/sources/kit/source-type.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';
import {emitter} from '../helpers/playing.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

/** What the plan expects of secrets-listed, on a stack that sees these stages. */
function planned(stages: Stage[], sla: Partial<Record<Stage, number>> = {}, settings = {}) {
  const coverage = {stages: new Set(stages), sla};
  const plan = makePlan(loadDrill('core'), scenariosNamed(['secrets-listed']), settings, {coverage});
  return {unwatched: plan.unwatched, expectations: plan.planned[0]?.expectations};
}

const audited = {stage: 'audited', withinMs: 5000};
const alerted = {stage: 'alerted', withinMs: 30_000, rule: 'secrets-enumerated'};

describe('what a scenario expects of a stack', () => {
  test("is its own expectations where kubedrill's own sources watch", () => {
    expect(planned([...OWN_COVERAGE.stages])).toEqual({unwatched: [], expectations: [audited, alerted]});
  });

  test('is also that its record is collected, where somebody sees that link', () => {
    const {expectations} = planned(['audited', 'collected', 'alerted']);
    expect(expectations).toEqual([audited, {stage: 'collected', withinMs: 15_000}, alerted]);
  });

  test('leaves out the links that nobody sees, and says which', () => {
    expect(planned(['collected', 'alerted'])).toEqual({
      unwatched: ['audited'],
      expectations: [{stage: 'collected', withinMs: 15_000}, alerted],
    });
  });

  test('is an alert always: without a source for it nothing can be said, which is not the same as nothing owed', () => {
    expect(planned(['audited', 'collected'])).toEqual({
      unwatched: [],
      expectations: [audited, {stage: 'collected', withinMs: 15_000}, alerted],
    });
  });

  test('is what the stack promises, in place of the SLA of the scenario', () => {
    const {expectations} = planned(['audited', 'collected', 'alerted'], {alerted: 300_000, collected: 60_000});
    expect(expectations).toEqual([audited, {stage: 'collected', withinMs: 60_000}, {...alerted, withinMs: 300_000}]);
  });

  test('is multiplied by the factor of the drill, and replaced by one SLA for everything', () => {
    const all: Stage[] = ['audited', 'collected', 'alerted'];
    const times = (settings: object) => planned(all, {alerted: 60_000}, settings).expectations?.map(e => e.withinMs);
    expect(times({slaFactor: 2})).toEqual([10_000, 30_000, 120_000]);
    expect(times({slaMs: 700})).toEqual([700, 700, 700]);
  });
});

describe('the latency budget', () => {
  const clock = new SteppedClock();
  const source = (id: string, stage: Stage, ms: number) => emitter(id, stage, clock, {budget: {ms, why: ''}});

  test('is, link by link, what the slowest source of each may take', () => {
    const sources = [
      source('log', 'audited', 100),
      source('store', 'collected', 5000),
      source('other store', 'collected', 9000),
      source('alerts', 'alerted', 30_000),
    ];
    expect((['audited', 'collected', 'alerted', 'acknowledged'] as const).map(s => budgetUpTo(sources, s))).toEqual([
      100, 9100, 39_100, 39_100,
    ]);
  });

  test('of a source is the sum of what its stack file names and of what it adds itself, in words', () => {
    expect(budgetOf([{for: '5s', why: 'Fluentd flushes every'}], [{ms: 1000, why: 'asked every'}])).toEqual({
      ms: 6000,
      why: 'Fluentd flushes every 5.0 s, asked every 1.0 s',
    });
    expect(budgetOf([])).toEqual({ms: 0, why: 'no interval is known'});
  });
});
