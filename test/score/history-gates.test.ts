import {describe, expect, test} from 'vitest';
import type {EventTypes, Gate} from '../../src/events/events.js';
import {scoreRun} from '../../src/score/card.js';
import {exitCodeOf} from '../../src/score/exit-code.js';
import {runOf} from './run-of.js';

type Judged = EventTypes['history.judged'];

const LOST: Gate = {name: 'none lost', maxLost: 0};
const SLOWER: Gate = {name: 'none slower', maxSlower: 0};
const NOISE: Gate = {name: 'no new noise', maxNewNoise: 0};

/** How a gate comes out where nights before say this; undefined: the run is kept in no history. */
function asked(gate: Gate, judged?: Partial<Judged>) {
  const run = runOf([{id: 'a', verdict: 'detected'}], {gates: [gate]});
  const stamp = {type: 'history.judged', seq: 9, at: '2026-12-01T00:00:00.000Z', ms: 9} as const;
  const nothing: Judged = {lost: [], slower: [], newNoise: [], unknown: {lost: [], slower: [], newNoise: []}};
  const view = judged ? {...run, history: {...stamp, ...nothing, ...judged}} : run;
  const card = scoreRun(view);
  return {exit: exitCodeOf(view, card.total), ...card.gates[0]};
}

describe('a gate on the nights before', () => {
  test.each([LOST, SLOWER, NOISE])('holds when nothing is worse: $name', gate => {
    expect(asked(gate, {})).toEqual({exit: 0, name: gate.name, held: true, detail: ''});
  });

  test.each([LOST, SLOWER, NOISE])('cannot be decided without a history, and says so: $name', gate => {
    expect(asked(gate)).toMatchObject({
      exit: 4,
      held: false,
      undecided: true,
      detail: expect.stringContaining('without --history'),
    });
    const why = {undecided: 'the history cannot be asked: no'};
    expect(asked(gate, why)).toMatchObject({exit: 4, held: false, undecided: true, detail: why.undecided});
  });

  const worse: [Gate, Partial<Judged>, string][] = [
    [LOST, {lost: ['pod-exec']}, 'lost: pod-exec'],
    [SLOWER, {slower: ['alerted', 'pod-exec until audited']}, 'slower: alerted, pod-exec until audited'],
    [NOISE, {newNoise: ['pod-exec']}, 'new noise: pod-exec'],
  ];
  test.each(worse)('is broken by what is worse: %o', (gate, judged, detail) => {
    expect(asked(gate, judged)).toEqual({exit: 1, name: gate.name, held: false, detail});
    const all = Object.fromEntries(Object.entries(gate).map(([key, most]) => [key, most === 0 ? 2 : most])) as Gate & {
      name: string;
    };
    expect(asked(all, judged).exit).toBe(0);
  });

  test.each([
    [LOST, 'lost'],
    [SLOWER, 'slower'],
    [NOISE, 'newNoise'],
  ] as const)('is not known to hold where nobody can say of all: %o', (gate, key) => {
    const unknown = {lost: [], slower: [], newNoise: [], [key]: ['x']};
    expect(asked(gate, {unknown})).toMatchObject({
      exit: 4,
      undecided: true,
      detail: expect.stringMatching(/not known whether this is .*: x$/),
    });
    expect(asked(gate, {unknown, [key]: ['y']}).exit).toBe(1);
  });

  test('on latencies holds while they are learning, and says so; others say nothing of it', () => {
    const learning = 'alerted learning (9 of 14)';
    expect(asked(SLOWER, {learning})).toMatchObject({exit: 0, held: true, detail: `latencies: ${learning}`});
    expect(asked(LOST, {learning})).toMatchObject({held: true, detail: ''});
  });
});
