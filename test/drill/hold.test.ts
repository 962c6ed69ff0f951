import {describe, expect, test} from 'vitest';
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

describe('when it began', () => {
  const looks = (...all: ['held' | 'not held' | 'unknown', number, number?][]) => {
    const hold = new Hold(1000);
    for (const [state, at, to] of all) hold.looked(at, ['held', state], to);
    return hold.beginning;
  };

  test('is between the last look that found otherwise and the end of the first that found it so', () => {
    expect(looks(['not held', 0], ['not held', 500], ['held', 1100, 1140], ['held', 1700])).toEqual({
      after: 500,
      before: 1140,
      unknownFrom: undefined,
    });
  });

  test('is as sure as before the looks that could not say', () => {
    expect(looks(['not held', 500], ['unknown', 1000], ['unknown', 3000], ['held', 4000])).toEqual({
      after: 500,
      before: 4000,
      unknownFrom: 1000,
    });
    // What was held before it could not be read may have held all the time.
    expect(looks(['not held', 500], ['held', 900], ['unknown', 1000], ['held', 4000])).toMatchObject({
      after: 500,
      unknownFrom: 1000,
    });
    expect(looks(['unknown', 1000], ['not held', 3000], ['held', 4000])).toMatchObject({after: 3000});
  });

  test('is not known from looks alone where none found otherwise; nothing is told while it does not hold', () => {
    expect(looks(['held', 5])).toEqual({after: undefined, before: 5, unknownFrom: undefined});
    expect(looks(['held', 5], ['not held', 6])).toBeUndefined();
  });
});
