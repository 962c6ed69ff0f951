import {expect, test} from 'vitest';
import {Sequence} from '../../src/sigma/correlate/sequence.js';

interface Entry {
  time: number;
  place: number;
  id: string;
}

const entry = (place: number, time: number, id = `${place}@${time}`): Entry => ({place, time, id});

/** Adds entries in their order of arrival; says which chains they made. */
function chains(entries: Entry[], {rules = 2, spanMs = 100, most = 10} = {}): (string[] | undefined)[] {
  const sequence = new Sequence<Entry>(rules, spanMs, most);
  return entries.map(e => sequence.add(e).chain?.map(({id}) => id));
}

test('events of one time are in order, whichever came first', () => {
  expect(chains([entry(0, 5), entry(1, 5)])).toEqual([undefined, ['0@5', '1@5']]);
  expect(chains([entry(1, 5), entry(0, 5)])).toEqual([undefined, ['0@5', '1@5']]);
});

test('of several entries of one time, the one that came last is the nearest before', () => {
  expect(chains([entry(0, 5, 'a'), entry(0, 5, 'b'), entry(1, 6, 'c')]).at(-1)).toEqual(['b', 'c']);
});

test('of several entries of one time, the one that came first is the nearest after', () => {
  expect(chains([entry(1, 5, 'a'), entry(1, 5, 'b'), entry(0, 5, 'c')]).at(-1)).toEqual(['c', 'a']);
});

test('an order that is turned round makes no chain', () => {
  expect(chains([entry(1, 5), entry(0, 6)])).toEqual([undefined, undefined]);
});

test('a chain as long as the span holds, a longer one does not', () => {
  expect(chains([entry(0, 0), entry(1, 100)]).at(-1)).toEqual(['0@0', '1@100']);
  expect(chains([entry(0, 0), entry(1, 101)]).at(-1)).toBeUndefined();
});
