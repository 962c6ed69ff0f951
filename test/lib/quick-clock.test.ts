import {expect, test} from 'vitest';
import {quickClock} from '../../src/lib/quick-clock.js';

/** Keeps this process from running, as a busy machine does. */
const kept = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('time in which the process was kept from running does not count', () => {
  const clock = quickClock(2, 5);
  const before = clock.now();
  for (let i = 0; i < 5; i++) {
    kept(100);
    clock.now();
  }
  const passed = clock.now() - before;
  // 5 ms of each 100, twice as fast; the last look may count once more.
  expect(passed).toBeGreaterThanOrEqual(50);
  expect(passed).toBeLessThanOrEqual(60);
});

test('sleepers wake in the order of their times, each not before its own', async () => {
  const clock = quickClock(10, 5);
  const from = clock.now();
  const woken: {ms: number; early: boolean}[] = [];
  // They may begin up to 50 ms of this clock apart.
  const all = [900, 300, 600, 0].map(async ms => {
    await clock.sleep(ms);
    woken.push({ms, early: clock.now() - from < ms});
  });
  kept(100);
  await Promise.all(all);
  expect(woken).toEqual([0, 300, 600, 900].map(ms => ({ms, early: false})));
});

test('a sleep ends with its signal, and others sleep on', async () => {
  const clock = quickClock(10);
  const stop = new AbortController();
  const stopped = clock.sleep(1e9, stop.signal);
  const other = clock.sleep(100);
  stop.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
  await other;
});
