import {expect, test} from 'vitest';
import {Hold} from '../../src/drill/respond/hold.js';

test('what holds for exactly as long as asked is contained, and not a millisecond before', () => {
  const hold = new Hold(1000);
  hold.looked(5, ['held', 'held']);
  expect([hold.isContained(1004), hold.isContained(1005), hold.since]).toEqual([false, true, 5]);
});

test.each(['not held', 'unknown'] as const)('a check that is %s breaks the span', state => {
  const hold = new Hold(1000);
  hold.looked(0, ['held', 'held']);
  hold.looked(999, ['held', state]);
  expect([hold.since, hold.isContained(1000)]).toEqual([undefined, false]);
  hold.looked(1500, ['held', 'held']);
  expect([hold.since, hold.isContained(2499), hold.isContained(2500)]).toEqual([1500, false, true]);
});

test('no check at all holds nothing', () => {
  const hold = new Hold(0);
  hold.looked(0, []);
  expect(hold.isContained(0)).toBe(false);
});
