import {describe, expect, test} from 'vitest';
import type {Gate} from '../../src/events/events.js';
import {resultOf} from '../../src/report/data/json.js';
import {responseOf} from '../../src/response/measures.js';
import {containmentText, measureText} from '../../src/response/words.js';
import {scoreRun} from '../../src/score/card.js';
import {heldGates} from '../../src/score/gates.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

const WITHIN = 60_000;
const CONTAINED: Gate = {name: 'contained', maxNotContained: 0};

type State = 'contained' | 'not contained' | 'unknown';

/** A run whose attack ended at second 10 and alerted at second 12; its people answered as told, until second 100. */
function run(told: {
  ackMs?: number;
  ttcMs?: number;
  unsureMs?: number;
  unknownMs?: number;
  checks?: State[];
  responds?: boolean;
  judged?: boolean;
}) {
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
    const {unsureMs, unknownMs} = told;
    const unsure = {...(unsureMs !== undefined && {unsureMs}), ...(unknownMs !== undefined && {unknownMs})};
    const contained = {ttcMs, ...unsure, withinMs: WITHIN, holdMs: 1000, checks: []};
    facts.push({ms: 99_000, type: 'scenario.contained', scenario, ...contained});
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

describe('a time that was looked for from time to time', () => {
  test.each([
    [{ttcMs: 50_000}, 'in time', '50.0 s of 1 m 00 s'],
    [{ttcMs: 50_000, unsureMs: 2000}, 'in time', '50.0 s ± 2.0 s of 1 m 00 s'],
    [
      {ttcMs: 50_000, unsureMs: 14_000, unknownMs: 12_000},
      'in time',
      '50.0 s ± 14.0 s (unknown for 12.0 s) of 1 m 00 s',
    ],
    // A look every other second is what the time was measured with: it decides.
    [{ttcMs: 61_000, unsureMs: 2000}, 'late', '1 m 01 s ± 2.0 s of 1 m 00 s, late'],
    // Late by our own blindness is not late; late by more than that is.
    [
      {ttcMs: 61_000, unsureMs: 14_000, unknownMs: 12_000},
      'unknown',
      '1 m 01 s ± 14.0 s (unknown for 12.0 s) of 1 m 00 s, not known whether late',
    ],
    [{ttcMs: 61_000, unsureMs: 999, unknownMs: 500}, 'late', '1 m 01 s ± 1.0 s (unknown for 0.5 s) of 1 m 00 s, late'],
  ] as const)('%j is %s', (told, containment, text) => {
    const [measures] = responseOf(run({...told, checks: ['contained']}));
    expect(measures?.containment).toBe(containment);
    expect(measures && containmentText(measures)).toBe(text);
  });

  test('is in the result as data, and no gate fails on what nobody knows', () => {
    const view = run({ttcMs: 61_000, unsureMs: 14_000, unknownMs: 12_000, checks: ['contained']});
    const {scenarios} = resultOf(view, scoreRun(view));
    expect(scenarios[0]?.response).toMatchObject({
      contained: {seconds: 61, happened: true, unsure: 14, unknown: 12},
      containment: 'unknown',
    });
    expect(heldGates(view, 100)[0]).toMatchObject({held: false, undecided: true});
  });
});
