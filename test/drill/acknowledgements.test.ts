import {describe, expect, test} from 'vitest';
import {noAnswer} from '../../src/drill/watch/people/acknowledgements.js';
import type {Signal} from '../../src/sources/source.js';
import {acknowledgementText} from '../../src/view/acknowledgement-words.js';

const BEFORE = 'it was made before the alert';

/** A wall clock beside the monotonic one that gives whole milliseconds, and is set back at each look. */
function wallClock(): (ms: number) => number {
  let setBack = 0;
  return ms => 1_000_000 + Math.floor(ms) - 5 * setBack++;
}

/** Why an acknowledgement that was seen then is no answer to an alert that was seen at 100. */
const whyNot = (seenAt: number, times: {made?: number; at?: number; unseenMs?: number} = {}) =>
  noAnswer(
    {seenAt} as Signal,
    times.made,
    {seenAt: 100, unseenMs: times.unseenMs ?? 0, meant: true, ...(times.at !== undefined && {at: times.at})},
    wallClock(),
  );

describe('an acknowledgement answers an alert', () => {
  test('by when both were seen, where nobody says when they were made', () => {
    expect(whyNot(100.2)).toBeUndefined();
    expect(whyNot(99.9)).toBe(BEFORE);
    expect(whyNot(99.9, {unseenMs: 1000})).toBe(BEFORE);
  });

  test('by their own times, and by when it was seen where one says none', () => {
    expect(whyNot(150, {made: 1_000_050, at: 1_000_040})).toBeUndefined();
    expect(whyNot(150, {made: 1_000_030, at: 1_000_040})).toBe(BEFORE);
    expect(whyNot(150, {at: 1_000_040})).toBeUndefined();
    expect(whyNot(150, {made: 1_000_200})).toBeUndefined();
    expect(whyNot(150, {made: 1_000_050})).toBe(BEFORE);
  });

  test('also when it was seen first, for as long as the alert may have been there unseen', () => {
    const times = {made: 1_000_050, at: 1_000_040};
    expect(whyNot(60, {...times, unseenMs: 50})).toBeUndefined();
    expect(whyNot(40, {...times, unseenMs: 50})).toBe(BEFORE);
  });
});

test('a silence that hides very many alerts names a few, and says how many there are', () => {
  const event = {source: 'silences', latencyMs: 1200, robot: false, counted: true, alert: 7, person: 'res1'};
  const hides = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
  expect(acknowledgementText({...event, hides} as never)).toBe(
    'by res1 in silences, 1.2 s after the alert, its silence hides 7 alerts of others, too: A, B, C, D, E and 2 more',
  );
});
