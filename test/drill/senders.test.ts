import {expect, test} from 'vitest';
import {Execution} from '../../src/drill/execution.js';
import {Senders} from '../../src/drill/senders.js';
import type {Claim} from '../../src/sources/claim.js';
import type {Signal} from '../../src/sources/source.js';
import {scenariosNamed} from '../helpers/drill.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 29, 17, 58, seconds));

/** Three scenarios, set up one after the other in the seconds 0, 20 and 40. */
function senders() {
  const [scenario] = scenariosNamed(['secrets-listed']);
  if (!scenario) throw new Error('the package has no secrets-listed');
  const known = new Senders();
  const executions = [0, 20, 40].map(seconds => {
    const execution = new Execution(scenario, {id: scenario.id, expectations: []} as never, 'run');
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
