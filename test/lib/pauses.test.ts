import {expect, test} from 'vitest';
import {Pauses} from '../../src/lib/pauses.js';

test('what lies in a pause does not count, also of one that goes on', () => {
  const pauses = new Pauses();
  pauses.pause(100);
  pauses.pause(150);
  expect(pauses.isPaused).toBe(true);
  expect(pauses.between(0, 130)).toBe(30);
  pauses.resume(200);
  pauses.resume(300);
  pauses.pause(400);
  expect([
    pauses.between(0, 1000),
    pauses.between(120, 420),
    pauses.between(200, 400),
    pauses.between(500, 600),
  ]).toEqual([700, 100, 0, 100]);
});
