import {describe, expect, test} from 'vitest';
import type {Gate} from '../../src/events/events.js';
import {EXIT} from '../../src/lib/errors.js';
import {scoreRun} from '../../src/score/card.js';
import {exitCodeOf} from '../../src/score/exit-code.js';
import {gateShout, gateSymbol, gateWord} from '../../src/score/gate-word.js';
import {drillView} from '../helpers/events.js';
import {type Outcome, type Rest, runOf} from './run-of.js';

const ALL_GOOD: Gate = {name: 'all good', noneOf: ['missed', 'late', 'not executed', 'inconclusive']};

const gate = (asked: Gate, outcomes: Outcome[], rest?: Rest) =>
  scoreRun(runOf(outcomes, {...rest, gates: [asked]})).gates[0];

const exit = (outcomes: Outcome[], rest?: Rest) => {
  const view = runOf(outcomes, rest);
  return exitCodeOf(view, scoreRun(view).total);
};

describe('a gate', () => {
  test('on verdicts names the scenarios that break it', () => {
    expect(gate(ALL_GOOD, [{id: 'a', verdict: 'detected'}])).toEqual({name: 'all good', held: true, detail: ''});
    expect(
      gate(ALL_GOOD, [
        {id: 'a', verdict: 'missed'},
        {id: 'b', verdict: 'prevented'},
        {id: 'c', verdict: 'inconclusive'},
      ]),
    ).toEqual({name: 'all good', held: false, detail: 'a missed; c inconclusive'});
  });

  test('on verdicts does not hold for a run that was stopped before it judged everything', () => {
    const interrupted = scoreRun(drillView({variant: 'interrupted'}));
    expect(interrupted.gates[0]).toMatchObject({held: false, detail: expect.stringMatching(/^not judged: /)});
  });

  test('on verdicts counts what it judged, where that is not all', () => {
    const some: Outcome[] = [
      {id: 'a', verdict: 'detected'},
      {id: 'b', verdict: 'prevented'},
      {id: 'c', verdict: 'skipped'},
    ];
    const skipped = '2 of 3 detected or prevented, 1 skipped: c';
    expect(gate(ALL_GOOD, some)).toEqual({name: 'all good', held: true, detail: skipped});
    expect(gate(ALL_GOOD, [...some, {id: 'd', verdict: 'missed'}])?.detail).toBe(
      '2 of 4 detected or prevented, 1 skipped: c; d missed',
    );
    expect(gate({name: 'seen', noneOf: ['missed']}, some)?.detail).toBe(
      '2 of 3 detected, late or prevented, 1 skipped: c',
    );
    const two: Outcome[] = [...some, {id: 'd', verdict: 'skipped'}];
    expect(gate({name: 'refused', noneOf: ['detected', 'late', 'missed']}, two)?.detail).toBe(
      '1 of 4 prevented, 2 skipped: c, d; a detected',
    );
  });

  test('on verdicts is undecided while nothing is known to break it', () => {
    expect(gate(ALL_GOOD, [{id: 'a', verdict: 'detected'}, {id: 'b'}, {id: 'c'}])).toEqual({
      ...{name: 'all good', held: false, undecided: true},
      detail: 'not judged: b, c',
    });
  });

  const left: Outcome = {id: 'b', verdict: 'skipped', skippedBy: 'operator'};

  test.each<[string, Gate, Partial<Outcome>]>([
    ['on verdicts', ALL_GOOD, {}],
    ['on the score', {name: 'score', minScore: 1}, {}],
    ['on false alarms', {name: 'quiet', maxFalseAlarms: 0}, {}],
  ])('%s cannot be decided where a person left a scenario out: exit code 4', (_, asked) => {
    const outcomes: Outcome[] = [{id: 'a', verdict: 'detected', alertedMs: 10, benign: 'silent'}, left];
    expect(gate(asked, outcomes)).toMatchObject({held: false, undecided: true, detail: expect.stringContaining('b')});
    expect(exit(outcomes, {gates: [asked]})).toBe(EXIT.inconclusive);
  });

  test('known to be broken is not undecided, whatever was left out', () => {
    const outcomes: Outcome[] = [{id: 'a', verdict: 'missed'}, left];
    expect(gate(ALL_GOOD, outcomes)).toEqual({
      name: 'all good',
      held: false,
      detail: '0 of 2 detected or prevented, 1 skipped: b; a missed; skipped by the operator: b',
    });
    expect(exit(outcomes, {gates: [ALL_GOOD]})).toBe(EXIT.missed);
  });

  test('on skipped scenarios counts one that a person left out once, and as known', () => {
    expect(gate({name: 'whole', noneOf: ['skipped']}, [left])).toEqual({
      ...{name: 'whole', held: false},
      detail: '0 of 1 detected, late, missed or prevented, 1 skipped: b; b skipped',
    });
  });

  test('a scenario that a person left out is 4 without any gate, too', () => {
    expect(exit([{id: 'a', verdict: 'detected'}, left])).toBe(EXIT.inconclusive);
  });

  test('on the score compares the total', () => {
    expect(gate({name: 'score', minScore: 90}, [{id: 'a', verdict: 'detected', alertedMs: 0}])?.held).toBe(true);
    expect(gate({name: 'score', minScore: 90}, [{id: 'a', verdict: 'missed'}])?.detail).toMatch(
      /^score .* is below 90$/,
    );
    expect(gate({name: 'score', minScore: 100}, [{id: 'a', verdict: 'detected', alertedMs: 0}])?.held).toBe(true);
  });

  test('on the score is undecided only where nothing at all could be scored', () => {
    const asked: Gate = {name: 'score', minScore: 90};
    const some = gate(asked, [
      {id: 'a', verdict: 'missed'},
      {id: 'b', verdict: 'inconclusive'},
    ]);
    expect(some).toMatchObject({held: false, detail: expect.stringMatching(/^score .* is below 90$/)});
    expect(some).not.toHaveProperty('undecided');
    for (const verdict of ['skipped', 'inconclusive', 'not executed'] as const)
      expect(gate(asked, [{id: 'a', verdict}, {id: 'b'}])).toMatchObject({
        ...{held: false, undecided: true},
        detail: 'nothing could be scored',
      });
  });

  test('on false alarms counts benign twins that alerted, and doubts those that nobody could see', () => {
    const quiet: Gate = {name: 'quiet', maxFalseAlarms: 0};
    expect(gate(quiet, [{id: 'a', verdict: 'detected', benign: 'silent'}])?.held).toBe(true);
    expect(gate(quiet, [{id: 'a', verdict: 'detected', benign: 'alerted'}])?.detail).toBe('false alarm in a');
    expect(gate(quiet, [{id: 'a', verdict: 'detected', benign: 'unknown'}])?.held).toBe(false);
    expect(gate(quiet, [{id: 'a'}], {outcome: 'interrupted'})?.held).toBe(false);
    expect(gate({...quiet, maxFalseAlarms: 1}, [{id: 'a', verdict: 'detected', benign: 'unknown'}])?.held).toBe(true);
  });

  test('on false alarms does not doubt a scenario without a twin, nor a twin that was silent before it was left out', () => {
    const quiet: Gate = {name: 'quiet', maxFalseAlarms: 0};
    expect(gate(quiet, [{id: 'a', verdict: 'detected'}])?.held).toBe(true);
    expect(gate(quiet, [{...left, benign: 'silent'}])?.held).toBe(true);
    expect(gate(quiet, [{id: 'a', benign: 'silent'}])?.held).toBe(true);
  });

  test('on what was left names the objects, and needs a clean-up that finished', () => {
    const clean: Gate = {name: 'clean', maxLeft: 0};
    const one: Outcome[] = [{id: 'a', verdict: 'detected'}];
    expect(gate(clean, one)?.held).toBe(true);
    expect(gate(clean, one, {left: ['/api/v1/namespaces/kd-1']})?.detail).toBe('left behind: /api/v1/namespaces/kd-1');
    expect(gate(clean, one, {cleanedUp: false})?.detail).toBe('the clean-up did not finish');
    expect(gate(clean, one, {left: ['x', 'y']})?.detail).toBe('left behind: x, y');
    expect(gate({name: 'seen', noneOf: ['missed']}, one, {cleanedUp: false})?.held).toBe(true);
  });

  test('on what was left is undecided where nobody knows whether the objects are there, or the clean-up was cut off', () => {
    const one: Outcome[] = [{id: 'a', verdict: 'detected'}];
    const undecided = (maxLeft: number, rest: Rest) => gate({name: 'clean', maxLeft}, one, rest)?.undecided;
    expect(undecided(0, {left: ['x'], unsure: ['x']})).toBe(true);
    expect(undecided(1, {left: ['x', 'y'], unsure: ['y']})).toBe(true);
    expect(undecided(0, {left: ['x', 'y'], unsure: ['y']})).toBeUndefined();
    expect(undecided(0, {left: ['x']})).toBeUndefined();
    expect(undecided(0, {cleanedUp: false})).toBe(true);
  });

  test('has one word and one mark for how it ended', () => {
    const [held, failed, undecided] = [{held: true}, {held: false}, {held: false, undecided: true as const}].map(
      how => ({
        ...{name: 'g', detail: ''},
        ...how,
      }),
    );
    const told = [held, failed, undecided].map(g => g && [gateWord(g), gateSymbol(g), gateShout(g)]);
    expect(told).toEqual([
      ['held', 'ok', 'held'],
      ['failed', 'missed', 'FAILED'],
      ['undecided', 'unknown', 'UNDECIDED'],
    ]);
  });

  test('with several conditions holds when all of them do', () => {
    const both: Gate = {name: 'both', noneOf: ['missed'], maxLeft: 0};
    expect(gate(both, [{id: 'a', verdict: 'missed'}], {left: ['x']})?.detail).toBe('a missed; left behind: x');
  });
});

describe('the exit code', () => {
  const gates = [ALL_GOOD];

  test.each<[string, Outcome[], Rest, number]>([
    [
      '0 when everything was detected or prevented',
      [
        {id: 'a', verdict: 'detected'},
        {id: 'b', verdict: 'prevented'},
      ],
      {gates},
      EXIT.ok,
    ],
    [
      '0 when a scenario was skipped and no gate minds',
      [
        {id: 'a', verdict: 'detected'},
        {id: 'b', verdict: 'skipped'},
      ],
      {gates},
      EXIT.ok,
    ],
    ['1 for a missed attack, without any gate', [{id: 'a', verdict: 'missed'}], {}, EXIT.missed],
    ['1 for a late one', [{id: 'a', verdict: 'late', alertedMs: 31_000}], {}, EXIT.missed],
    [
      '1 for a gate that is known not to hold',
      [{id: 'a', verdict: 'detected'}],
      {gates: [{name: 'g', maxLeft: 0}], left: ['x']},
      EXIT.missed,
    ],
    [
      '1 for a skipped scenario where a gate minds',
      [{id: 'a', verdict: 'skipped'}],
      {gates: [{name: 'g', noneOf: ['skipped']}]},
      EXIT.missed,
    ],
    [
      '1 for one missed beside one inconclusive',
      [
        {id: 'a', verdict: 'missed'},
        {id: 'b', verdict: 'inconclusive'},
      ],
      {gates},
      EXIT.missed,
    ],
    [
      '4 when only inconclusive scenarios break a gate',
      [
        {id: 'a', verdict: 'detected'},
        {id: 'b', verdict: 'inconclusive'},
      ],
      {gates},
      EXIT.inconclusive,
    ],
    ['4 when an attack could not be carried out', [{id: 'a', verdict: 'not executed'}], {}, EXIT.inconclusive],
    [
      '1 for one missed beside one detected, without any gate',
      [
        {id: 'a', verdict: 'missed'},
        {id: 'b', verdict: 'detected'},
      ],
      {},
      EXIT.missed,
    ],
    [
      '1 for a false alarm where a gate minds',
      [{id: 'a', verdict: 'detected', benign: 'alerted'}],
      {gates: [{name: 'g', maxFalseAlarms: 0}]},
      EXIT.missed,
    ],
    ['4 when a scenario was not judged', [{id: 'a', verdict: 'detected'}, {id: 'b'}], {}, EXIT.inconclusive],
    [
      '4 when nothing could be scored against the lowest score asked for',
      [{id: 'a', verdict: 'inconclusive'}],
      {gates: [{name: 'g', minScore: 80}]},
      EXIT.inconclusive,
    ],
    [
      '4 when nobody can say whether a benign twin alerted',
      [{id: 'a', verdict: 'detected', benign: 'unknown'}],
      {gates: [{name: 'g', maxFalseAlarms: 0}]},
      EXIT.inconclusive,
    ],
    ['3 for a run whose log has no end', [{id: 'a', verdict: 'missed'}], {outcome: null}, EXIT.environment],
    ['3 for a run that failed', [{id: 'a', verdict: 'missed'}], {outcome: 'failed'}, EXIT.environment],
    ['130 for a run that was interrupted', [{id: 'a', verdict: 'missed'}], {outcome: 'interrupted'}, EXIT.interrupted],
  ])('is %s', (_, outcomes, rest, code) => {
    expect(exit(outcomes, rest)).toBe(code);
  });
});
