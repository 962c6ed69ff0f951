import {expect, test} from 'vitest';
import {Queue} from '../../src/live/workshop/queue.js';

test('a queue lets some begin at a time, and goes on after one that failed', async () => {
  const queue = new Queue(2);
  const ends = Array.from({length: 4}, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  for (const [index, {promise}] of ends.entries()) {
    queue.add(() => {
      begun.push(index);
      return promise;
    });
  }
  const settled = () => new Promise(setImmediate);
  expect(begun).toEqual([0, 1]);
  ends[1]?.reject(new Error('no namespace'));
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.resolve();
  ends[2]?.resolve();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3]);
});
