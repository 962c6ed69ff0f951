import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Execution} from '../../src/drill/execution.js';
import {Senders} from '../../src/drill/watch/senders.js';
import type {Claim} from '../../src/sources/claim.js';
import {claimsIn} from '../../src/sources/kit/identity.js';
import type {Signal} from '../../src/sources/source.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 29, 17, 58, seconds));

/** An execution, of a token of its own or of one that was recorded. */
function executionOf(token?: string): Execution {
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const execution = new Execution(scenario, {id: scenario.id, expectations: []} as never, 'run');
  return token === undefined ? execution : Object.assign(execution, {token, namespace: token});
}

/** What the real Falco posted on a run in which it was killed; see the README beside the file. */
const RECORDED = readFileSync('test/fixtures/falco/killed.txt', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => {
    const [arrived = ''] = line.split(' ', 1);
    const {output_fields: fields} = JSON.parse(line.slice(arrived.length + 1)) as {output_fields: object};
    return {arrived: new Date(Number(arrived) * 1000), claims: claimsIn(fields, {})};
  });

/** Three scenarios, set up one after the other in the seconds 0, 20 and 40. */
function senders() {
  const known = new Senders();
  const executions = [0, 20, 40].map(seconds => {
    const execution = executionOf();
    known.entered(execution, at(seconds));
    return execution;
  });
  const took = (claims: Claim[], seconds: number) =>
    known.took({source: 'falco', claims} as unknown as Signal, executions, at(seconds));
  /** A note on the namespace of a scenario. */
  const note = (i: number, seconds: number) =>
    took([{user: 'kubernetes-admin', name: executions[i]?.token ?? ''}], seconds);
  return {known, took, note};
}

test('who posted on every set-up, and then on none, has stopped since its last post', () => {
  const {known, note} = senders();
  note(0, 1);
  note(1, 21);
  expect(known.silence('falco', at(45), at(55))).toEqual({source: 'falco', since: at(21), before: 2, after: 1});
});

test('who stops in the middle of a set-up has stopped all the same', () => {
  const {known, note, took} = senders();
  note(0, 1);
  note(1, 21);
  took([], 41);
  expect(known.silence('falco', at(45), at(55))).toEqual({source: 'falco', since: at(41), before: 2, after: 1});
});

test.each<[string, (s: ReturnType<typeof senders>) => unknown]>([
  ['who never posted anything', () => {}],
  ['who posted on no set-up, only on what others do', ({took}) => took([{user: 'alice'}], 30)],
  ['who does not post on every set-up', ({note}) => note(1, 21)],
  ['who posted on this one, too', ({note}) => [0, 1, 2].map(i => note(i, 20 * i + 1))],
  [
    'who posted since the attack',
    ({note, took}) => {
      note(0, 1);
      note(1, 21);
      took([], 50);
    },
  ],
])('of whom that cannot be said: %s', (_name, posts) => {
  const all = senders();
  posts(all);
  expect(all.known.silence('falco', at(45), at(55))).toBeUndefined();
});

test('of a set-up that began a moment ago nothing can have come yet', () => {
  const {known, note} = senders();
  note(0, 1);
  note(1, 21);
  expect(known.silence('falco', at(41), at(42))).toBeUndefined();
});

describe('the real Falco, killed at 17:58:13 while six scenarios were played', () => {
  /** Scenarios by their tokens: when their set-up and their attack began, and when they were judged. */
  const PLAYED = [
    ['kd-7788cc', '08.378', '08.740', '09.008'],
    ['kd-d33bd4', '09.032', '09.186', '09.983'],
    ['kd-08ceca', '10.082', '10.323', '10.991'],
    ['kd-dff69f', '11.082', '12.442', '12.997'],
    ['kd-44c538', '13.021', '13.233', '21.279'],
    ['kd-435653', '21.311', '21.443', '29.465'],
  ] as const;
  const moment = (seconds: string) => new Date(`2026-11-29T17:58:${seconds}Z`);

  /** What is known of Falco at a moment, by what it had posted. */
  function knownAt(now: Date): Senders {
    const known = new Senders();
    const executions = PLAYED.filter(([, setUp]) => moment(setUp) <= now).map(([token, setUp]) => {
      const execution = executionOf(token);
      known.entered(execution, moment(setUp));
      return execution;
    });
    for (const {arrived, claims} of RECORDED.filter(post => post.arrived <= now)) {
      known.took({source: 'falco', claims} as unknown as Signal, executions, arrived);
    }
    return known;
  }

  test.each(PLAYED.slice(0, 4))('says nothing of it while it posts: %s', (_token, _setUp, attack, judged) => {
    expect(knownAt(moment(judged)).silence('falco', moment(attack), moment(judged))).toBeUndefined();
  });

  test.each([
    [PLAYED[4], {before: 4, after: 1}],
    [PLAYED[5], {before: 4, after: 2}],
  ])('is known to have stopped at %s', ([, , attack, judged], counts) => {
    const silence = knownAt(moment(judged)).silence('falco', moment(attack), moment(judged));
    expect(silence).toMatchObject({source: 'falco', ...counts});
    expect(silence?.since.toISOString()).toBe('2026-11-29T17:58:13.013Z');
  });
});
