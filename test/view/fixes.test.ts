import {describe, expect, test} from 'vitest';
import {fixesFirst} from '../../src/view/fixes.js';
import {groupRequests} from '../../src/view/requests.js';
import {stageOf} from '../../src/view/stage-times.js';
import type {ScenarioView} from '../../src/view/view.js';
import {drillView} from '../helpers/events.js';

describe('what to fix first', () => {
  test('is nothing when everything was detected or prevented', () => {
    expect(fixesFirst(drillView(), 3)).toEqual([]);
  });

  test('puts worse verdicts and graver scenarios first, false alarms last, and no more than asked', () => {
    const view = drillView({variant: 'false alarm'});
    const ending: Record<string, ScenarioView['verdict']> = {
      'privileged-pod': 'late',
      'cluster-admin-bound': 'missed',
      'pod-exec': 'missed',
    };
    const scenarios = view.scenarios.map(s => ({...s, verdict: ending[s.plan.id] ?? s.verdict}) as ScenarioView);
    const ids = (most: number) => fixesFirst({...view, scenarios}, most).map(f => f.scenario);
    expect(ids(9)).toEqual(['cluster-admin-bound', 'pod-exec', 'privileged-pod', 'secrets-listed']);
    expect(ids(2)).toEqual(['cluster-admin-bound', 'pod-exec']);
  });

  test('says what happened and what to change', () => {
    expect(fixesFirst(drillView({variant: 'one missed'}), 3)).toEqual([
      {
        scenario: 'pod-exec',
        title: 'Shell in a running pod',
        cause: 'audited, but no rule matched; exec-into-pod is not loaded',
        change: 'load a rule for this technique, such as exec-into-pod',
      },
    ]);
  });
});

test('a burst of equal requests is one group with a count', () => {
  const burst = drillView().scenarios.find(s => s.plan.id === 'invalid-credential-burst');
  expect(groupRequests(burst?.requests ?? []).map(g => g.times)).toEqual([12]);
});

test('a stage with several expectations is as good as the worst of them', () => {
  const scenario = drillView().scenarios[0];
  if (!scenario) throw new Error('the drill has scenarios');
  const stages: ScenarioView['stages'] = [
    {stage: 'alerted', state: 'seen', latencyMs: 900},
    {stage: 'alerted', state: 'missed'},
    {stage: 'alerted', state: 'seen', latencyMs: 1200},
  ];
  expect(stageOf({...scenario, stages}, 'alerted')?.state).toBe('missed');
  const steps: ScenarioView['stages'] = [
    {stage: 'audited', state: 'seen', latencyMs: 9},
    {stage: 'alerted', state: 'seen', latencyMs: 5},
  ];
  expect(stageOf({...scenario, stages: steps}, 'alerted')?.latencyMs).toBe(9);
  expect(stageOf({...scenario, stages: stages.filter(s => s.state === 'seen')}, 'alerted')?.latencyMs).toBe(1200);
});
