import {describe, expect, test} from 'vitest';
import {AwaitedSet} from '../../src/lib/awaited-set.js';
import {growing, sleepUnless, until, type Waiting} from '../../src/lib/until.js';
import {never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

describe('a question that is asked until the answer is the one that is waited for', () => {
  /** Asks on a clock that the test moves; says when each question was asked, and what came of it. */
  async function asked(answers: unknown[], waiting: Partial<Waiting<unknown>>) {
    const clock = new SteppedClock();
    const at: number[] = [];
    const ask = () => {
      at.push(clock.now());
      return answers[at.length - 1];
    };
    const done = until(ask, {clock, pauses: 100, enough: answer => answer === 'yes', ...waiting});
    await clock.advance(0);
    await clock.advance(60_000);
    return {at, answer: await done};
  }

  test('is asked once where the first answer will do', async () => {
    expect(await asked(['yes'], {})).toEqual({at: [0], answer: 'yes'});
  });

  test('is asked for the last time when the time is over, and that answer is returned', async () => {
    expect(await asked(['a', 'b', 'c', 'd', 'e'], {within: 250})).toEqual({at: [0, 100, 200, 250], answer: 'd'});
    expect(await asked(['a', 'b'], {within: 0})).toEqual({at: [0], answer: 'a'});
  });

  test('is asked no more where the next pause is longer than what is left, if that is wanted', async () => {
    expect((await asked([1, 2, 3, 4], {within: 250, lastPause: 'none'})).at).toEqual([0, 100, 200]);
    expect((await asked([1, 2, 3, 4], {within: 200, lastPause: 'none'})).at).toEqual([0, 100, 200]);
  });

  test('is asked after pauses that grow up to the longest', async () => {
    const pauses = growing({first: 100, factor: 2, most: 300});
    expect((await asked([1, 2, 3, 4, 'yes'], {pauses})).at).toEqual([0, 100, 300, 600, 900]);
  });

  test('is over with the last pause, or when it is pointless', async () => {
    expect(await asked([1, 2, 3, 4], {pauses: [10, 20]})).toEqual({at: [0, 10, 30], answer: 3});
    let asks = 0;
    expect((await asked([1, 2, 3], {isPointless: () => ++asks === 2})).at).toEqual([0, 100]);
  });

  test('rejects with the reason of an abort, and with what the question throws', async () => {
    const clock = new SteppedClock();
    const stop = new AbortController();
    const waiting = {clock, pauses: 100, enough: () => false};
    const stopped = expect(until(() => 1, {...waiting, signal: stop.signal})).rejects.toThrow('enough');
    await clock.advance(0);
    await clock.advance(150);
    stop.abort(new Error('enough'));
    await stopped;
    await expect(until(() => Promise.reject(new Error('no answer')), waiting)).rejects.toThrow('no answer');
  });
});

describe('a sleep that may end early', () => {
  test('ends when what is waited for happens', async () => {
    const clock = new SteppedClock();
    const happened = new AbortController();
    const slept = sleepUnless(happened.signal, 1000, clock, never).then(() => clock.now());
    await clock.advance(300);
    happened.abort();
    expect(await slept).toBe(300);
    expect(clock.sleeping).toBe(0);
  });

  test('does not begin when it has happened', async () => {
    await sleepUnless(AbortSignal.abort(), 1000, new SteppedClock(), never);
  });

  test('ends with the time, and with the reason of a run that is aborted', async () => {
    const clock = new SteppedClock();
    const run = new AbortController();
    const slept = sleepUnless(never, 1000, clock, run.signal).then(() => clock.now());
    const cut = expect(sleepUnless(never, 5000, clock, run.signal)).rejects.toThrow('enough');
    await clock.advance(1000);
    expect(await slept).toBe(1000);
    run.abort(new Error('enough'));
    await cut;
  });
});

describe('a set that is waited for', () => {
  test('wakes everybody who waits for a member, and nobody else', async () => {
    const clock = new SteppedClock();
    const set = new AwaitedSet<string>();
    const waits = ['a', 'a', 'b'].map(value => set.within(1000, value, clock, never).then(() => clock.now()));
    await clock.advance(100);
    set.add('a');
    await clock.advance(0);
    await clock.advance(900);
    expect(await Promise.all(waits)).toEqual([100, 100, 1000]);
    expect([...set]).toEqual(['a']);
  });

  test('does not wait for a member that it has', async () => {
    const set = new AwaitedSet<string>();
    set.add('a');
    await set.within(1000, 'a', new SteppedClock(), never);
    expect(set.has('a')).toBe(true);
  });
});
