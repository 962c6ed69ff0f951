import {expect, test} from 'vitest';
import {atOnce} from '../../src/lib/at-once.js';

/** Tasks that end when they are told to. */
function tasks() {
  const open = new Map<number, () => void>();
  const begun: number[] = [];
  const task = (one: number) =>
    new Promise<void>(resolve => {
      begun.push(one);
      open.set(one, resolve);
    });
  const end = async (one: number) => {
    open.get(one)?.();
    await new Promise(setImmediate);
  };
  return {begun, task, end};
}

test('no more than so many are under way, and each that ends makes room for the next', async () => {
  const {begun, task, end} = tasks();
  const all = atOnce([1, 2, 3, 4], 2, task);
  expect(begun).toEqual([1, 2]);
  await end(2);
  expect(begun).toEqual([1, 2, 3]);
  await end(1);
  for (const one of [3, 4]) await end(one);
  await all;
  expect(begun).toEqual([1, 2, 3, 4]);
});

test('once it is aborted none is begun any more', async () => {
  const {begun, task, end} = tasks();
  const stop = new AbortController();
  const all = atOnce([1, 2, 3], 1, task, stop.signal);
  stop.abort();
  await end(1);
  await all;
  expect(begun).toEqual([1]);
});
