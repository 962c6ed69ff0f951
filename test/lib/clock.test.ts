import {expect, test} from 'vitest';
import {realClock} from '../../src/lib/clock.js';

test('a sleep of more than a timer can hold does not end at once', async () => {
  const stop = new AbortController();
  const days = 60 * 24 * 3_600_000;
  let slept = false;
  const sleeping = realClock.sleep(days, stop.signal).then(() => {
    slept = true;
  });
  // A timer that is given too much goes off after a millisecond.
  await realClock.sleep(50);
  expect(slept).toBe(false);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
});
