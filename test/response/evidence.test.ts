import {expect, test} from 'vitest';
import type {DrillFact} from '../../src/events/events.js';
import {evidenceOf} from '../../src/response/evidence.js';
import {viewOf} from '../../src/view/fold.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';

const UID = '8f14e45f-ceea-467f-a1b7-3c9e2b0d4a11';
const POD = {resource: 'pods', name: 'web', namespace: 'shop'};

const at = (ms: number, fact: object): Timed => ({ms, ...(fact as DrillFact)});
const timeAt = (ms: number): string => stamp([at(ms, {type: 'cluster.phase', phase: '', state: 'done'})])[0]?.at ?? '';
const acted = (ms: number, verb: string): Timed =>
  at(ms, {
    ...{type: 'person.acted', scenario: 's', auditId: `${verb} ${ms}`, user: 'res1', verb, code: 200, ...POD},
    actedAt: timeAt(ms),
  });
const handedIn = (ms: number, ...uids: string[]): Timed =>
  at(ms, {
    ...{type: 'evidence.handed-in', id: 'E1', t: ms, person: 'p2', title: 'pods', sha256: '', bytes: 1},
    ...(uids.length && {uids}),
  });

/** What became of a pod that was to be saved, in a drill in which this was done. */
function kept(uid: string | undefined, ...done: Timed[]) {
  const all = [
    at(0, {
      ...{type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
      cluster: {kind: 'simulated', simulated: true, reason: ''},
      settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
      gates: [],
      scenarios: [
        {
          ...{id: 's', title: 'S', description: '', severity: 'high', tags: {}, prevent: '', references: []},
          ...{expectations: [], response: {withinMs: 60_000, holdMs: 0}},
        },
      ],
    }),
    at(0, {type: 'source.changed', source: 'audit', stages: ['audited'], state: 'up'}),
    at(0, {
      ...{type: 'exercise.opened', kind: 'live', title: 'D', roles: [], objectives: [], procedures: []},
      briefing: {text: '', rules: [], stopWord: 'x'},
      ...{clocks: [], pace: 'clock', acknowledgeMs: 100_000, language: 'en'},
    }),
    at(0, {type: 'participant.joined', person: 'p2', name: 'Ada', role: 'responder', via: 'web'}),
    at(1, {
      ...{type: 'response.asked', scenario: 's', bystanders: []},
      preserve: [{...POD, ...(uid !== undefined && {uid})}],
    }),
    ...done,
  ];
  const view = viewOf(stamp(all.toSorted((a, b) => a.ms - b.ms)));
  const [scenario] = view.scenarios;
  if (!scenario) throw new Error('there is no scenario');
  const [{state, by} = {state: 'none', by: undefined}] = evidenceOf(scenario, view);
  return [state, by];
}

test.each([
  ['nobody did anything', [], ['untouched', undefined]],
  ['it was deleted unread', [acted(9000, 'delete')], ['lost', 'res1']],
  ['it was read before', [acted(5000, 'get'), acted(9000, 'delete')], ['kept', 'res1']],
  ['it was read after', [acted(9000, 'delete'), acted(9001, 'get')], ['lost', 'res1']],
  ['a text that names it was handed in before', [handedIn(8999, UID), acted(9000, 'delete')], ['kept', 'Ada']],
  [
    'a text that names it was handed in as it was deleted',
    [handedIn(9000, UID), acted(9000, 'delete')],
    ['lost', 'res1'],
  ],
  ['a text that names it was handed in after', [handedIn(9001, UID), acted(9000, 'delete')], ['lost', 'res1']],
  ['a text about something else was handed in', [handedIn(5000), acted(9000, 'delete')], ['lost', 'res1']],
  [
    'it was handed in, and then read',
    [handedIn(4000, UID), acted(5000, 'get'), acted(9000, 'delete')],
    ['kept', 'Ada'],
  ],
  ['it is there, and was handed in', [handedIn(4000, UID)], ['kept', 'Ada']],
])('evidence of which %s', (_what, done, expected) => {
  expect(kept(UID, ...done)).toEqual(expected);
});

test('of which nobody knows the uid is saved by reading it alone', () => {
  expect(kept(undefined, handedIn(5000, UID), acted(9000, 'delete'))).toEqual(['lost', 'res1']);
});
