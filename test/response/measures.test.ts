import {describe, expect, test} from 'vitest';
import type {Gate} from '../../src/events/events.js';
import {responseOf} from '../../src/response/measures.js';
import {measureText} from '../../src/response/words.js';
import {heldGates} from '../../src/score/gates.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

const WITHIN = 60_000;
const CONTAINED: Gate = {name: 'contained', maxNotContained: 0};

type State = 'contained' | 'not contained' | 'unknown';

/** A run whose attack ended at second 10 and alerted at second 12; its people answered as told, until second 100. */
function run(told: {ackMs?: number; ttcMs?: number; checks?: State[]; responds?: boolean; judged?: boolean}) {
  const {ackMs, ttcMs, checks = [], responds = true, judged = true} = told;
  const scenario = 'a';
  const evidence = {kind: 'alert', ref: 'r', document: null} as const;
  const step = {scenario, purpose: 'attack', step: 's', auditId: 'i'} as const;
  const facts: Timed[] = [
    {
      ...{ms: 0, type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [CONTAINED],
      scenarios: [
        {
          ...{id: scenario, title: 'A', description: '', severity: 'high', tags: {}, prevent: '', references: []},
          expectations: [
            {stage: 'alerted', withinMs: 5000},
            {stage: 'acknowledged', withinMs: 5000},
          ],
          ...(responds && {response: {withinMs: WITHIN, holdMs: 1000}}),
        },
      ],
    },
    {ms: 9000, type: 'step.sent', ...step, actor: 'x', method: 'GET', path: '/'},
    {ms: 10_000, type: 'step.answered', ...step, outcome: 'executed', tookMs: 1000},
    {
      ...{ms: 12_000, type: 'signal.seen', scenario, purpose: 'attack', stage: 'alerted', source: 's'},
      ...{latencyMs: 2000, counted: true, evidence},
    },
  ];
  if (ackMs !== undefined) {
    const ack = {alert: 3, source: 'p', latencyMs: ackMs, person: 'res1', robot: false, counted: true, keys: []};
    facts.push({ms: 12_000 + ackMs, type: 'alert.acknowledged', scenario, ...ack, evidence});
  }
  if (judged) facts.push({ms: 15_000, type: 'scenario.judged', scenario, verdict: 'detected', explanation: ''});
  if (responds && judged) facts.push({ms: 15_000, type: 'scenario.phase', scenario, phase: 'respond'});
  if (ttcMs !== undefined) {
    facts.push({ms: 99_000, type: 'scenario.contained', scenario, ttcMs, withinMs: WITHIN, holdMs: 1000, checks: []});
  }
  for (const [index, state] of checks.entries()) {
    const check = {check: `c${index}`, state, rehearsed: false, withinMs: WITHIN, detail: `d${index}`};
    facts.push({ms: 99_000, type: 'containment.checked', scenario, ...check});
  }
  facts.push({ms: 100_000, type: 'scenario.phase', scenario, phase: 'clean-up'});
  return viewOf(stamp(facts));
}

const measured = (told: Parameters<typeof run>[0]) => responseOf(run(told))[0];
const gate = (told: Parameters<typeof run>[0]) => heldGates(run(told), 100)[0];

describe('how people responded', () => {
  test('is measured from the alert, and from the end of the attack', () => {
    expect(measured({ackMs: 30_000, ttcMs: 45_000, checks: ['contained']})).toMatchObject({
      detect: {ms: 2000},
      acknowledge: {ms: 30_000, person: 'res1'},
      contain: {ms: 45_000, slaMs: WITHIN},
      containment: 'in time',
      open: [],
    });
  });

  test('keeps what did not happen, as longer than was waited', () => {
    const {acknowledge, contain, open, containment} = measured({checks: ['contained', 'not contained']}) ?? {};
    expect([acknowledge, contain, containment]).toEqual([
      {beyondMs: 88_000},
      {beyondMs: 90_000, slaMs: WITHIN},
      'not contained',
    ]);
    expect(open).toEqual([{check: 'c1', detail: 'd1'}]);
    expect(acknowledge && measureText(acknowledge)).toBe('> 1 m 28 s');
  });

  test.each([
    [{ttcMs: WITHIN}, 'in time', true],
    [{ttcMs: WITHIN + 1}, 'late', false],
    [{checks: ['not contained', 'unknown']}, 'not contained', false],
    // All checks stood at the end, yet not for as long as asked.
    [{checks: ['contained']}, 'not contained', false],
  ] as [Parameters<typeof run>[0], string, boolean][])('%j is %s, and the gate follows', (told, containment, held) => {
    expect(measured(told)?.containment).toBe(containment);
    expect(gate(told)).toMatchObject({held});
    expect(gate(told)).not.toHaveProperty('undecided');
  });

  test('is not known where a check could not be looked at, and the gate is undecided', () => {
    expect(measured({checks: ['contained', 'unknown']})?.containment).toBe('unknown');
    expect(gate({checks: ['contained', 'unknown']})).toMatchObject({held: false, undecided: true});
  });

  test('is not known in a run that ended before, or that did not let anybody respond', () => {
    expect(gate({judged: false})).toMatchObject({held: false, undecided: true});
    expect(gate({responds: false})).toMatchObject({
      ...{held: false, undecided: true},
      detail: 'nobody was to contain anything: the run was made without --respond',
    });
  });
});
