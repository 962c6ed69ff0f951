import {describe, expect, test} from 'vitest';
import {chronicle, participants} from '../../src/report/chronicle.js';
import {alertFigures, linkFigures, shareText} from '../../src/report/figures.js';
import {figuresTable, sharesTable} from '../../src/report/link-tables.js';
import {stageCell} from '../../src/report/stages.js';
import {linkTimes} from '../../src/view/link-times.js';
import {drillView} from '../helpers/events.js';
import {mixedRun} from './sample.js';

describe('the figures of a report', () => {
  test('give median and 95th percentile of each link, by itself and since the attack, and its tightest SLA', () => {
    // Alerts of the sample come after 2.0, 2.4, 2.8, 3.6 and 4.0 s, and are audited after 80 ms; the refused attack
    // owes none.
    expect(linkFigures(drillView()).find(l => l.stage === 'alerted')).toEqual({
      ...{stage: 'alerted', slaMs: 30_000, of: 5},
      since: {p50: 2800, p95: 4000},
      own: {p50: 2720, p95: 3920},
    });
  });

  test('set the budget of its slowest source beside each link, and what it is made of', () => {
    const budget = (source: string, ms: number) => ({
      ...{type: 'source.changed' as const, seq: 0, at: '', ms: 0, state: 'up' as const},
      ...{source, stages: ['alerted' as const], budget: {ms, why: `asked every ${ms} ms`}},
    });
    const view = {...drillView(), sources: {slow: budget('slow', 9000), fast: budget('fast', 1000)}};
    expect(linkFigures(view).find(l => l.stage === 'alerted')?.budget).toEqual({
      ms: 9000,
      why: 'slow: asked every 9000 ms; fast: asked every 1000 ms',
    });
    expect(sharesTable(view).rows.at(-1)).toEqual(['budget: may take', '', '9.0 s', '9.0 s', '', '']);
    expect(figuresTable(view).head.at(-1)).toBe('what the budget is made of');
  });

  test('say where the SLA of each scenario went, and what was left of it', () => {
    const rows = sharesTable(mixedRun()).rows;
    expect(rows.find(([title]) => title === 'Privileged pod')).toEqual([
      ...['Privileged pod', '80 ms', '2.3 s', '2.4 s', '30.0 s', '27.6 s'],
    ]);
    expect(rows.find(([title]) => title?.startsWith('cluster-admin'))?.slice(-3)).toEqual([
      '34.0 s',
      '30.0 s',
      '4.0 s over',
    ]);
  });

  test('say nothing took time of its own that was there before the link ahead of it was seen', () => {
    const [scenario] = mixedRun().scenarios;
    const stages = (scenario?.stages ?? []).map(s => (s.stage === 'audited' ? {...s, latencyMs: 5000} : s));
    expect(scenario && linkTimes({...scenario, stages}).map(t => [t.stage, t.ownMs])).toEqual([
      ['audited', 5000],
      ['alerted', 0],
    ]);
  });

  test('leave out links that nothing was measured of', () => {
    expect(linkFigures(drillView({untilMs: 14_000}))).toEqual([]);
  });

  test('set precision beside recall: what alerted wrongly beside what did not alert', () => {
    expect(alertFigures(mixedRun())).toEqual({recall: [3, 4], precision: [3, 4]});
    expect(alertFigures(drillView())).toEqual({recall: [5, 5], precision: [5, 5]});
  });

  test('say so when there was nothing to measure', () => {
    expect(shareText([0, 0])).toBe('nothing to measure');
    expect(shareText([2, 3])).toBe('2 of 3 (67 %)');
  });
});

describe('a cell of the matrix', () => {
  const cell = (id: string, stage: 'executed' | 'audited' | 'alerted', view = mixedRun()) => {
    const scenario = view.scenarios.find(s => s.plan.id === id);
    return scenario && stageCell(scenario, stage).replaceAll('\u00A0', ' ');
  };

  test.each([
    ['privileged-pod', 'alerted', '2.4 s of 30.0 s'],
    ['cluster-admin-bound', 'alerted', '◷ late, 34.0 s of 30.0 s'],
    ['pod-exec', 'alerted', '✖ missed, SLA 30.0 s'],
    ['invalid-credential-burst', 'alerted', '? unknown, SLA 30.0 s'],
    ['escalating-role', 'executed', '⊘ refused'],
    ['escalating-role', 'alerted', '–'],
  ] as const)('of %s at %s says in words: %s', (id, stage, text) => {
    expect(cell(id, stage)).toBe(text);
  });

  test('of a run that was stopped says what was not judged', () => {
    expect(cell('privileged-pod', 'alerted', drillView({untilMs: 15_000}))).toBe('not judged, SLA 30.0 s');
  });
});

describe('the timeline', () => {
  test('has attacks and counted evidence in the order in which they happened', () => {
    const moments = chronicle(mixedRun());
    expect(moments.map(m => m.ms)).toEqual(moments.map(m => m.ms).toSorted((a, b) => a - b));
    expect(moments.at(0)?.what).toBe('attacked as kd-a1f0:backup-agent, 1 request');
    expect(moments.at(-1)?.what).toBe('alerted by rules after 34.0 s');
  });

  test('leaves the people to be named by a person, and says which source was down', () => {
    expect(participants(mixedRun())).toMatchObject([
      {who: expect.stringContaining('kd-a1f4:debugger')},
      {who: expect.stringContaining('audit-log (audited, down: stream closed by the container engine)')},
      {role: 'people', who: ''},
    ]);
  });
});
