import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import {PHASES} from '../../src/events/words.js';
import {jsonReport, resultOf} from '../../src/report/data/json.js';
import {type Result, ResultSchema} from '../../src/report/data/result-schema.js';
import {scoreRun} from '../../src/score/card.js';
import type {RunView} from '../../src/view/view.js';
import {drillView, type Variant} from '../helpers/events.js';
import {hostileRun, mixedRun} from './sample.js';

const result = (view: RunView): Result => resultOf(view, scoreRun(view));
const scenario = (view: RunView, id: string) => result(view).scenarios.find(s => s.id === id);

const VARIANTS: Variant[] = ['all fine', 'one missed', 'one late', 'inconclusive', 'interrupted', 'false alarm'];

describe('result.json', () => {
  test.each(VARIANTS)('of a run that went "%s" fits its schema', variant => {
    expect(ResultSchema.safeParse(result(drillView({variant}))).error).toBeUndefined();
  });

  test('of a run that was cut off at any moment fits its schema', () => {
    for (const untilMs of [-1, 0, 5000, 13_000, 15_000, 16_500, 20_000, 60_000]) {
      expect(ResultSchema.safeParse(result(drillView({untilMs}))).error).toBeUndefined();
    }
    expect(ResultSchema.safeParse(result(hostileRun())).error).toBeUndefined();
  });

  test('has no field that the schema does not know, once written and read', () => {
    const view = mixedRun();
    const read: unknown = JSON.parse(jsonReport(view, scoreRun(view)));
    expect(ResultSchema.parse(read)).toEqual(read);
    expect(ResultSchema.safeParse({...(read as object), more: 1}).success).toBe(false);
  });

  test('has a JSON Schema, with its fields described', () => {
    const schema = JSON.stringify(z.toJSONSchema(ResultSchema));
    expect(schema).toContain('"additionalProperties":false');
    expect(schema).toContain('Seconds from the response to the evidence');
  });

  test('says where and how long the run was, in seconds', () => {
    const {run} = result(mixedRun());
    expect(run).toMatchObject({
      id: '2026-11-23T12-00-58-7f3a',
      outcome: 'finished',
      startedAt: '2026-11-23T12:00:58.000Z',
    });
    expect(run.cluster).toMatchObject({kind: 'kind', name: 'kd-7f3a', simulated: false, version: 'v1.34.4'});
    expect(run.timings).toMatchObject({cluster: 12.9, preflight: 0.9});
    expect(result(drillView({simulated: true})).run.cluster).toMatchObject({kind: 'simulated', simulated: true});
  });

  test('says where the time went, in each scenario and in all of them', () => {
    const {run, scenarios} = result(drillView());
    const listed = scenarios.find(s => s.id === 'secrets-listed')?.phases;
    expect(Object.keys(listed ?? {})).toEqual(PHASES.filter(phase => phase !== 'respond'));
    for (const phase of ['set-up', 'attack', 'watch', 'clean-up'] as const) {
      const sum = scenarios.reduce((total, s) => total + (s.phases[phase] ?? 0), 0);
      expect(run.phases[phase]).toBeCloseTo(sum, 6);
      expect(sum).toBeGreaterThan(0);
    }
  });

  test('of a run that was cut off, the phase under way ends with the run', () => {
    const view = drillView({untilMs: 14_500});
    const cut = view.scenarios.find(s => s.plan.id === 'secrets-listed');
    const {phase, sinceMs} = cut?.phases.at(-1) ?? {phase: 'clean-up', sinceMs: 0};
    expect(phase).not.toBe('clean-up');
    expect(scenario(view, 'secrets-listed')?.phases[phase]).toBeCloseTo((view.nowMs - sinceMs) / 1000, 3);
  });

  test('gives each stage its state, SLA, latency, source, and what to search for', () => {
    const detected = scenario(mixedRun(), 'privileged-pod');
    const auditId = '00000000-0000-4000-8000-a1f100000000';
    expect(detected?.stages).toEqual([
      {stage: 'executed', state: 'seen', sla: null, latency: 0, own: null, source: null, evidence: [auditId]},
      {stage: 'audited', state: 'seen', sla: 5, latency: 0.08, own: 0.08, source: 'audit-log', evidence: [auditId]},
      {
        stage: 'alerted',
        state: 'seen',
        sla: 30,
        latency: 2.4,
        own: 2.32,
        source: 'rules',
        evidence: ['privileged-pod-created'],
      },
    ]);
  });

  test('gives every link its figures, and no budget where no source has named one', () => {
    expect(result(mixedRun()).links).toEqual([
      {
        stage: 'audited',
        measured: 5,
        own: {p50: 0.08, p95: 0.08},
        latency: {p50: 0.08, p95: 0.08},
        sla: 5,
        budget: null,
      },
      {
        stage: 'alerted',
        measured: 3,
        own: {p50: 2.32, p95: 33.92},
        latency: {p50: 2.4, p95: 34},
        sla: 30,
        budget: null,
      },
    ]);
  });

  test('says where the chain broke, and what to change', () => {
    const missed = scenario(mixedRun(), 'pod-exec');
    expect(missed).toMatchObject({verdict: 'missed', brokenLink: {lastHeld: 'audited', broken: 'alerted'}});
    expect(missed?.stages.at(-1)).toMatchObject({state: 'missed', latency: null});
  });

  test('does not call a stage running whose attack was refused', () => {
    const states = scenario(mixedRun(), 'escalating-role')?.stages.map(s => s.state);
    expect(states).toEqual(['prevented', 'seen', 'not owed']);
  });

  test('has null for the verdict of what was never judged, and says how the run ended', () => {
    const {run, scenarios} = result(drillView({variant: 'interrupted'}));
    expect(run).toMatchObject({outcome: 'interrupted', reason: 'stopped by the user'});
    expect(scenarios.filter(s => s.verdict === null)).toHaveLength(4);
    expect(result(drillView({untilMs: 20_000})).run.outcome).toBe('interrupted');
  });

  test('has score, gates, what was left and the preflight warnings', () => {
    const {score, gates, cleanup, preflight} = result(mixedRun());
    expect(score).toMatchObject({total: expect.any(Number), excluded: [{scenario: 'invalid-credential-burst'}]});
    expect(gates.map(g => g.held)).toEqual([false, true]);
    expect(cleanup).toEqual({created: 21, left: [], cluster: 'deleted'});
    expect(preflight.find(p => p.state === 'warning')?.detail).toBe('no rule exec-into-pod is loaded');
  });
});
