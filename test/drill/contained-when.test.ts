import {expect, test} from 'vitest';
import {Leeway} from '../../src/drill/leeway.js';
import {type Check, held, notHeld, unknown} from '../../src/drill/respond/check.js';
import {askPeople} from '../../src/drill/respond/respond.js';
import {EventLog} from '../../src/events/log.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

const SECOND = 1000;

/**
 * An attack that ended at second 0, and was contained later.
 *
 * @param doneAt when somebody did what it takes, in seconds
 * @param deafAt from when until when the server did not answer, in seconds
 * @param tookMs how long each look takes
 */
async function contained(doneAt: number, deafAt: [number, number] = [0, 0], tookMs = 0) {
  const clock = new SteppedClock();
  const log = new EventLog(clock);
  const at = () => clock.now() / SECOND;
  const check: Check = {
    name: 'it is gone',
    look: async () => {
      if (at() >= deafAt[0] && at() < deafAt[1]) return unknown('the server did not answer');
      const standing = at() >= doneAt ? held('gone') : notHeld('there');
      if (tookMs) await clock.sleep(tookMs);
      return standing;
    },
  };
  const leeway = new Leeway();
  const {done} = askPeople(
    {id: 'a', attackRequests: [{sentAt: 0, answeredAt: 0}]} as never,
    {
      ...{checks: [check], bystanders: [], asked: {preserve: [], bystanders: []}, watch: async () => 404},
      ...{withinMs: 60 * SECOND, graceMs: 0, holdMs: 5 * SECOND, isJudged: () => true},
    },
    {clock, log, leeway},
    new AbortController().signal,
  );
  for (let second = 0; second < 70; second++) await clock.advance(SECOND);
  await done;
  const event = log.events.find(({type}) => type === 'scenario.contained');
  if (event?.type !== 'scenario.contained') throw new Error('it was not contained');
  return event;
}

test('the time of containment is as sure as the looks at it are close to each other', async () => {
  const {ttcMs, unsureMs = 0, unknownMs} = await contained(20.1);
  expect(ttcMs).toBeGreaterThanOrEqual(20_100);
  // What was true lies in what is said; looks are two seconds apart at the most.
  expect(ttcMs - unsureMs).toBeLessThanOrEqual(20_100);
  expect(unsureMs).toBeLessThanOrEqual(2000);
  expect(unknownMs).toBeUndefined();
});

test('it is no surer than the server could be asked, and says for how long it could not', async () => {
  const {ttcMs, unsureMs = 0, unknownMs = 0} = await contained(12, [10, 22]);
  expect(ttcMs).toBeGreaterThanOrEqual(22_000);
  expect(ttcMs - unsureMs).toBeLessThanOrEqual(10_000);
  expect(unknownMs).toBeGreaterThanOrEqual(10_000);
  expect(unknownMs).toBeLessThanOrEqual(unsureMs);
});

test('nobody who asks from the first moment on and hears nothing can say more than that it was after the attack', async () => {
  expect(await contained(3, [0, 30])).toMatchObject({ttcMs: expect.any(Number), unsureMs: expect.any(Number)});
  const {ttcMs, unsureMs} = await contained(3, [0, 30]);
  expect(unsureMs).toBe(ttcMs);
});

test('a look that takes its time is no surer than it was long', async () => {
  const {unsureMs = 0} = await contained(0, [0, 0], 3000);
  expect(unsureMs).toBeGreaterThanOrEqual(3000);
});
