import {describe, expect, test} from 'vitest';
import {tallyOf} from '../../src/sigma/correlate/tally.js';
import {SlidingWindow} from '../../src/sigma/correlate/window.js';
import type {CorrelationRule} from '../../src/sigma/rule-set.js';
import {seededRandom} from '../helpers/random.js';

interface Entry {
  time: number;
  place: number;
  values: string[];
}

type Kind = Pick<CorrelationRule, 'type' | 'percentile'>;

const SPAN = 10;

/** The figure as its definition has it, over entries that are all there are. */
function figureOf({type, percentile}: Kind, inside: readonly Entry[], newest: Entry): number | undefined {
  const numbers = inside
    .flatMap(e => e.values)
    .map(Number)
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b);
  const sum = numbers.reduce((a, b) => a + b, 0);
  switch (type) {
    case 'event_count':
      return inside.length;
    case 'value_count':
      return new Set(inside.flatMap(e => e.values)).size;
    case 'temporal':
    case 'temporal_ordered':
      return new Set(inside.map(e => e.place)).size;
    case 'value_sum':
      return numbers.length ? sum : undefined;
    case 'value_avg':
      return numbers.length ? sum / numbers.length : undefined;
    case 'value_median': {
      const half = numbers.length / 2;
      const [low, high] = [numbers[Math.ceil(half) - 1], numbers[Math.floor(half)]];
      return low === undefined || high === undefined ? undefined : (low + high) / 2;
    }
    case 'value_percentile': {
      if (percentile !== undefined)
        return numbers.find(n => numbers.filter(m => m <= n).length >= (percentile / 100) * numbers.length);
      const all = inside.flatMap(e => e.values);
      const shares = newest.values.map(value => (100 * all.filter(v => v === value).length) / all.length);
      return shares.length ? Math.min(...shares) : undefined;
    }
  }
}

/** The window that a new entry completes, by looking at all of them: the newest of those that hold it. */
function expected(kind: Kind, entries: readonly Entry[], entry: Entry, holds: (figure?: number) => boolean) {
  const place = entries.indexOf(entry);
  for (let last = entries.length - 1; last >= place; last--) {
    const end = entries[last]?.time ?? 0;
    const from = entries.findIndex(e => e.time >= end - SPAN);
    if (from > place) continue;
    if (holds(figureOf(kind, entries.slice(from, last + 1), entry))) return {from, to: last + 1};
  }
  return undefined;
}

describe('a window over events that come in any order', () => {
  test.each<[Kind, number]>([
    [{type: 'event_count'}, 5],
    [{type: 'value_count'}, 4],
    [{type: 'temporal'}, 3],
    [{type: 'value_sum'}, 12],
    [{type: 'value_avg'}, 3],
    [{type: 'value_median'}, 3],
    [{type: 'value_percentile'}, 20],
    [{type: 'value_percentile', percentile: 50}, 2],
    [{type: 'value_percentile', percentile: 90}, 4],
    [{type: 'value_percentile', percentile: 0}, 1],
  ])('finds what looking at every window finds: %j of exactly %d', (kind, figure) => {
    const {below} = seededRandom(7);
    let found = 0;
    for (let round = 0; round < 40; round++) {
      const window = new SlidingWindow<Entry>(SPAN, tallyOf(kind));
      for (let i = 0; i < 25; i++) {
        const values = Array.from({length: below(3)}, () => (below(8) ? String(below(6)) : 'none'));
        const entry = {time: i + below(20), place: below(3), values};
        const held = window.add(entry, () => window.tally.figure(entry) === figure);
        expect(held).toEqual(expected(kind, window.entries, entry, f => f === figure));
        if (held) found++;
        if (!below(5)) {
          const oldest = window.newest - SPAN - below(10);
          const before = window.entries.filter(e => e.time < oldest);
          expect(window.dropWhile(e => e.time < oldest)).toEqual(before);
        }
      }
    }
    expect(found).toBeGreaterThan(20);
  });

  test('forgets as many as it is asked to, those of the window among them', () => {
    const window = new SlidingWindow<Entry>(SPAN, tallyOf({type: 'event_count'}));
    const entries = [0, 20, 21, 22].map(time => ({time, place: 0, values: []}));
    for (const entry of entries) window.add(entry, () => false);
    let over = 2;
    expect(window.dropWhile(() => over-- > 0)).toEqual(entries.slice(0, 2));
    expect(window.add({time: 23, place: 0, values: []}, () => window.tally.figure(entries[3] as Entry) === 3)).toEqual({
      ...{from: 0, to: 3},
    });
  });
});
