import {expect, onTestFinished, test} from 'vitest';
import {Silence} from '../../../src/cluster/kind/audit-log/silence.js';
import {SteppedClock} from '../../helpers/stepped-clock.js';

/** Something that may be silent for three seconds, and the begins of its silences. */
function listening() {
  const clock = new SteppedClock();
  const silences: number[] = [];
  const end = {isHanging: false};
  const silence = new Silence(
    clock,
    {silentMs: 3000, hangingMs: 30_000},
    {
      onSilent: since => silences.push(since),
      onHanging: () => {
        end.isHanging = true;
      },
    },
  );
  const stop = new AbortController();
  const listened = silence.watch(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await listened;
  });
  return {clock, silence, silences, end};
}

test('who says something in time is not silent', async () => {
  const {clock, silence, silences} = listening();
  for (let second = 0; second < 10; second++) {
    await clock.advance(1000);
    expect(silence.heard()).toBe(false);
  }
  expect(silences).toEqual([]);
});

test('a silence is told once, from its begin, and ends with the next word', async () => {
  const {clock, silence, silences} = listening();
  await clock.advance(1000);
  silence.heard();
  const begin = clock.now();
  await clock.advance(20_000);
  expect(silences).toEqual([begin]);
  expect(silence.heard()).toBe(true);
  await clock.advance(20_000);
  expect(silences).toEqual([begin, begin + 20_000]);
});

test('a silence that goes on is given up, once', async () => {
  const {clock, silence, silences, end} = listening();
  await clock.advance(29_000);
  expect(end).toEqual({isHanging: false});
  silence.heard();
  const begin = clock.now();
  await clock.advance(29_000);
  expect(end).toEqual({isHanging: false});
  await clock.advance(2000);
  expect(end).toEqual({isHanging: true});
  expect(silences).toEqual([0, begin].map(since => expect.closeTo(since, -2)));
});
