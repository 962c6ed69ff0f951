import {expect, test} from 'vitest';
import {gatesOf} from '../../src/drill/plan/gates.js';
import type {Gate} from '../../src/events/events.js';
import {Drill} from '../../src/scenario/schema.js';
import {heldGates} from '../../src/score/gates.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

type State = 'fine' | 'harmed' | 'unknown';

const GATE: Gate = {name: 'no harm', maxHarmMs: 60_000};

/** A run in which people respond from second 10 to 200 beside bystanders, of which this is told at these seconds. */
function held(bystanders: Record<string, [second: number, state: State][]>, judged = true, responds = true) {
  const scenario = 'a';
  const facts: Timed[] = [
    {
      ...{ms: 0, type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [GATE],
      scenarios: [
        {
          ...{id: scenario, title: '', description: '', severity: 'low', tags: {}, prevent: '', references: []},
          expectations: [{stage: 'alerted', withinMs: 5000}],
          ...(responds && {response: {withinMs: 60_000, holdMs: 0}}),
        },
      ],
    },
    {ms: 10_000, type: 'scenario.phase', scenario, phase: 'respond'},
    {ms: 10_000, type: 'response.asked', scenario, preserve: [], bystanders: Object.keys(bystanders)},
    ...Object.entries(bystanders).flatMap(([bystander, changes]) =>
      changes.map(
        ([second, state]): Timed => ({
          ...{ms: second * 1000, type: 'harm.changed', scenario, bystander, state, detail: '', sinceMs: 0},
        }),
      ),
    ),
  ];
  if (judged) facts.push({ms: 150_000, type: 'scenario.judged', scenario, verdict: 'detected', explanation: ''});
  facts.push({ms: 200_000, type: 'scenario.phase', scenario, phase: 'clean-up'});
  const inOrder = facts.toSorted((a, b) => a.ms - b.ms);
  return heldGates(viewOf(stamp(inOrder)), 100)[0];
}

test('bystanders may be down for so long, each one for its own', () => {
  expect(held({shop: [[10, 'fine']]})).toMatchObject({held: true, detail: ''});
  expect(
    held({
      shop: [
        [10, 'fine'],
        [20, 'harmed'],
        [80, 'fine'],
      ],
    }),
  ).toMatchObject({held: true});
  const both: [number, State][] = [
    [10, 'fine'],
    [20, 'harmed'],
    [60, 'fine'],
  ];
  expect(held({shop: both, mail: both})).toMatchObject({held: true});
  const broken = held({
    shop: [
      [10, 'fine'],
      [20, 'harmed'],
      [81, 'fine'],
    ],
  });
  expect(broken).toEqual({name: 'no harm', held: false, detail: 'shop was down for 1 m 01 s'});
});

test('what nobody could look at leaves the gate open', () => {
  const detail = 'it is not known whether bystanders were down: a';
  expect(
    held({
      shop: [
        [10, 'fine'],
        [20, 'unknown'],
      ],
    }),
  ).toMatchObject({held: false, undecided: true, detail});
  expect(held({shop: [[10, 'fine']]}, false)).toMatchObject({held: false, undecided: true, detail});
  expect(held({})).toMatchObject({undecided: true, detail: 'no bystander was there to be looked at'});
  expect(held({}, true, false)).toMatchObject({undecided: true, detail: expect.stringContaining('--respond')});
});

test('of a drill with people, gates about them are left out where nobody responds', () => {
  const text = {title: 'T', description: 'D', scenarios: ['a']};
  const gates = [
    {name: 'seen', noneOf: ['missed'], maxNotContained: 0},
    {name: 'no harm', maxHarm: '1m'},
    {name: 'says nothing'},
  ];
  const roles = [{id: 'lead', kind: 'controls'}];
  const played = Drill.parse({...text, gates, roles});
  expect(gatesOf(played, false)).toEqual([{name: 'seen', noneOf: ['missed']}, {name: 'says nothing'}]);
  const all = [{name: 'seen', noneOf: ['missed'], maxNotContained: 0}, GATE, {name: 'says nothing'}];
  expect(gatesOf(played, true)).toEqual(all);
  expect(gatesOf(Drill.parse({...text, gates}), false)).toEqual(all);
});
