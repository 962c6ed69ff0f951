import {expect, test} from 'vitest';
import {Changes, listOf} from '../../src/drill/respond/changes.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

/** Watches that a test ends, or lets hear something. */
function watched(...answers: (number | 'breaks')[]) {
  const clock = new SteppedClock();
  const asked: {path: string; hears: () => void}[] = [];
  const watch = (path: string, hears: () => void): Promise<number> => {
    asked.push({path, hears});
    const answer = answers[asked.length - 1];
    if (answer === 'breaks') return Promise.reject(new Error('gone'));
    return answer === undefined ? new Promise(() => {}) : Promise.resolve(answer);
  };
  const stop = new AbortController();
  const changes = new Changes(watch, ['/a', '/a'], clock);
  changes.begin(stop.signal);
  let woken = 0;
  const sleep = (ms: number) => void changes.sleep(ms, stop.signal).then(() => woken++);
  return {clock, asked, sleep, woken: () => woken, stop};
}

test('a change ends a pause at once, those that come together end one, and without any it takes its time', async () => {
  const {clock, asked, sleep, woken} = watched();
  expect(asked.map(({path}) => path)).toEqual(['/a']);
  sleep(60_000);
  await clock.advance(59_999);
  expect(woken()).toBe(0);
  await clock.advance(1);
  expect(woken()).toBe(1);
  sleep(60_000);
  asked[0]?.hears();
  asked[0]?.hears();
  await clock.advance(0);
  await clock.advance(100);
  expect(woken()).toBe(2);
  sleep(60_000);
  await clock.advance(100);
  expect(woken()).toBe(2);
  // What changes while it is looked at is looked at again.
  await clock.advance(60_000);
  asked[0]?.hears();
  sleep(60_000);
  await clock.advance(0);
  await clock.advance(100);
  expect(woken()).toBe(4);
});

test('a watch that ends or breaks is begun again; one that is refused is not', async () => {
  const broken = watched('breaks', 200, 410, 503, 403);
  for (let second = 0; second < 20; second++) await broken.clock.advance(1000);
  expect(broken.asked).toHaveLength(5);
});

test('one object is watched in its list', () => {
  expect(listOf('/api/v1/namespaces/kd/pods/web')).toBe('/api/v1/namespaces/kd/pods?fieldSelector=metadata.name%3Dweb');
});
