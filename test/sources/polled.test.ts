import {describe, expect, onTestFinished, test} from 'vitest';
import {polledSource} from '../../src/sources/kit/polled.js';
import type {Signal} from '../../src/sources/source.js';
import {interestIn, never} from '../helpers/source.js';
import {SteppedClock} from '../helpers/stepped-clock.js';

const signal = (ref: string, seenAt: number): Signal => ({
  source: 'store',
  stage: 'collected',
  seenAt,
  claims: [],
  evidence: {kind: 'record', ref, document: {}},
});

/** A source that is asked every second; the test says what each question comes to. */
async function polled(answer: (nth: number) => string[] | Promise<string[]>) {
  const clock = new SteppedClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const askedAt: number[] = [];
  const signals: Signal[] = [];
  const states: string[] = [];
  const source = polledSource({
    id: 'store',
    stage: 'collected',
    budget: {ms: 0, why: ''},
    everyMs: 1000,
    clock,
    poll: async () => {
      askedAt.push(clock.now());
      const refs = await answer(askedAt.length);
      return refs.map(ref => signal(ref, clock.now()));
    },
  });
  source.onState?.((state, reason) => states.push(reason === undefined ? state : `${state}: ${reason}`));
  const starting = source.start(s => signals.push(s), interestIn(), stop.signal);
  return {clock, source, askedAt, signals, states, starting, stop};
}

const refuse = (): never => {
  throw new Error('answered 503');
};

describe('a source that is asked', () => {
  test('is asked once at its start, and then once an interval, however many wait for it', async () => {
    const {clock, askedAt, signals, starting, source} = await polled(nth => (nth === 3 ? ['a', 'b'] : []));
    await starting;
    expect(askedAt).toEqual([0]);
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'clear'});
    await clock.advance(4500);
    expect(askedAt).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(signals.map(s => [s.evidence.ref, s.seenAt])).toEqual([
      ['a', 2000],
      ['b', 2000],
    ]);
  });

  test('is blind until it was asked', async () => {
    const first = Promise.withResolvers<string[]>();
    const {clock, source, starting} = await polled(() => first.promise);
    expect(source.sight(-1, 0, 'missed')).toEqual({state: 'blind', reason: 'it has not been asked yet'});
    await clock.advance(10);
    first.resolve([]);
    await starting;
    expect(source.sight(10, 11, 'missed')).toEqual({state: 'clear'});
  });

  test('is asked less and less often while it fails, every 15 seconds at the least, and at its pace afterwards', async () => {
    const {clock, askedAt, starting} = await polled(nth => (nth <= 7 ? refuse() : []));
    await starting;
    await clock.advance(62_000);
    expect(askedAt).toEqual([0, 2000, 6000, 14_000, 29_000, 44_000, 59_000]);
    await clock.advance(14_000);
    expect(askedAt.slice(7)).toEqual([74_000, 75_000, 76_000]);
  });

  test('cannot say what was missed while it fails, tells so once, and again when it is back', async () => {
    const {clock, source, states, starting} = await polled(nth => (nth === 2 || nth === 3 ? refuse() : []));
    await starting;
    await clock.advance(1000);
    expect(source.sight(0, clock.now(), 'missed')).toEqual({state: 'blind', reason: 'answered 503'});
    await clock.advance(2000);
    expect(states).toEqual(['down: answered 503']);
    await clock.advance(4000);
    expect(states).toEqual(['down: answered 503', 'up']);
  });

  test('after a failure it knows again what was there, but not whether that was late', async () => {
    const {clock, source, starting} = await polled(nth => (nth === 2 ? refuse() : []));
    await starting;
    await clock.advance(5000);
    expect(source.sight(0, clock.now(), 'missed')).toEqual({state: 'clear'});
    expect(source.sight(0, clock.now(), 'late')).toEqual({state: 'blind', reason: 'answered 503'});
    expect(source.sight(3500, clock.now(), 'late')).toEqual({state: 'clear'});
  });

  test('a look at once does not wait for the interval', async () => {
    const {clock, source, askedAt, signals, starting} = await polled(nth => (nth === 2 ? ['a'] : []));
    await starting;
    await clock.advance(300);
    await source.refresh?.(never);
    expect(askedAt).toEqual([0, 300]);
    expect(signals.map(s => s.evidence.ref)).toEqual(['a']);
  });

  test('whoever wants a look while a question is under way shares the next one', async () => {
    const slow = Promise.withResolvers<string[]>();
    const {clock, source, askedAt, signals, starting} = await polled(nth =>
      nth === 2 ? slow.promise : nth === 3 ? ['b'] : [],
    );
    await starting;
    await clock.advance(1000);
    const looks = [source.refresh?.(never), source.refresh?.(never), source.refresh?.(never)];
    expect(askedAt).toEqual([0, 1000]);
    slow.resolve(['a']);
    await Promise.all(looks);
    expect(askedAt).toEqual([0, 1000, 1000]);
    expect(signals.map(s => s.evidence.ref)).toEqual(['a', 'b']);
  });

  test('a source that is down at the start does not hold up the drill, and is asked on', async () => {
    const {clock, source, states, starting} = await polled(nth => (nth === 1 ? refuse() : []));
    await starting;
    expect(states).toEqual(['down: answered 503']);
    expect(source.sight(0, 1, 'missed')).toMatchObject({state: 'blind'});
    await clock.advance(2000);
    expect(states).toEqual(['down: answered 503', 'up']);
  });

  test('is not asked any more once it is stopped, and its last question is no failure', async () => {
    const last = Promise.withResolvers<string[]>();
    const {clock, askedAt, states, starting, stop} = await polled(nth => (nth === 2 ? last.promise : []));
    await starting;
    await clock.advance(1000);
    stop.abort(new Error('over'));
    last.reject(new Error('over'));
    await clock.advance(60_000);
    expect(askedAt).toEqual([0, 1000]);
    expect(states).toEqual([]);
  });
});
