import {describe, expect, test} from 'vitest';
import {lineReporter} from '../../src/report/lines.js';
import {summaryText} from '../../src/report/summary.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

type Ending = {state: 'contained' | 'not contained' | 'unknown'; ttcMs?: number};

/** A run whose attack people were to contain within a minute, and how it stood when that ended. */
function events({state, ttcMs}: Ending, endMs: number) {
  const scenario = 'a';
  const facts: Timed[] = [
    {
      ...{ms: 0, type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [],
      scenarios: [
        {
          ...{id: scenario, title: 'Root', description: '', severity: 'high', tags: {}, prevent: '', references: []},
          ...{expectations: [{stage: 'alerted', withinMs: 5000}], response: {withinMs: 60_000, holdMs: 0}},
        },
      ],
    },
    {ms: 1000, type: 'response.asked', scenario, preserve: [], bystanders: []},
    {ms: 1500, type: 'scenario.judged', scenario, verdict: 'detected', explanation: ''},
    {ms: 1500, type: 'scenario.phase', scenario, phase: 'respond'},
  ];
  if (ttcMs !== undefined) {
    facts.push({ms: endMs, type: 'scenario.contained', scenario, ttcMs, withinMs: 60_000, holdMs: 0, checks: ['c']});
  }
  const check = {check: 'the role is gone', detail: 'the server was silent', rehearsed: false, withinMs: 60_000};
  facts.push({ms: endMs, type: 'containment.checked', scenario, ...check, state});
  return stamp([...facts, {ms: endMs, type: 'scenario.phase', scenario, phase: 'clean-up'}]);
}

function linesOf(ending: Ending, endMs: number): string {
  let text = '';
  const report = lineReporter(part => (text += part), {ascii: false, width: 120});
  for (const event of events(ending, endMs)) report(event);
  return text;
}
const summaryOf = (ending: Ending, endMs = 100_000) =>
  summaryText(viewOf(events(ending, endMs)), undefined, {ascii: true, width: 80});

describe('lines of a run in which people respond', () => {
  test('say when an attack was not contained: in all of its time, or when that was cut short', () => {
    const open = {state: 'not contained'} as const;
    expect(linesOf(open, 61_000)).toContain('! Root: not contained within 1 m 00 s: the role is gone');
    expect(linesOf(open, 3000)).toContain(
      '! Root: not contained when it ended after 2.0 s of 1 m 00 s: the role is gone',
    );
  });

  test('say that it is not known whether it was contained, and why', () => {
    expect(linesOf({state: 'unknown'}, 61_000)).toContain(
      '? Root: it is not known whether it is contained: the role is gone (the server was silent)',
    );
  });
});

describe('the summary of a run in which people responded', () => {
  test('has their score, and how each attack ended', () => {
    const contained = summaryOf({state: 'contained', ttcMs: 9000});
    expect(contained).toMatch(/^response 100\/100, of people$/m);
    expect(contained).toMatch(/^ {2}contain +35\/35 /m);
    expect(contained).toContain('Root: contained, 9.0 s of 1 m 00 s');
    expect(summaryOf({state: 'not contained'})).toMatch(/^response 0\/100, of people$/m);
    expect(summaryOf({state: 'not contained'})).toContain('Root: not contained, > 1 m 40 s of 1 m 00 s');
    expect(summaryOf({state: 'unknown'})).toContain('response not measured, of people');
    expect(summaryOf({state: 'unknown'})).toContain('Root: not known whether contained');
  });
});
