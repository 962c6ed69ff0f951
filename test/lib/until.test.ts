import {describe, expect, test} from 'vitest';
import {AwaitedSet} from '../../src/lib/awaited-set.js';
import {sleepUnless} from '../../src/lib/until.js';
import {never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

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
