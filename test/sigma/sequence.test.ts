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

test('of each rule the oldest go beyond the bound, and are told', () => {
  const sequence = new Sequence<Entry>(2, 100, 2);
  const [a, b, c] = [entry(0, 2), entry(0, 1), entry(0, 3)];
  expect([a, b, c].map(e => sequence.add(e).dropped)).toEqual([[], [], [b]]);
  expect(sequence.add(entry(1, 2)).chain?.map(e => e.id)).toEqual(['0@2', '1@2']);
  expect(sequence.size).toBe(3);
});

test('what is older than a time is forgotten, of every rule, and told', () => {
  const sequence = new Sequence<Entry>(3, 100, 10);
  const entries = [entry(0, 1), entry(0, 5), entry(1, 4), entry(2, 6)];
  for (const one of entries) sequence.add(one);
  expect(sequence.dropBefore(5)).toEqual([entries[0], entries[2]]);
  expect(sequence.size).toBe(2);
  expect(sequence.dropBefore(5)).toEqual([]);
  expect(sequence.dropBefore(7)).toEqual([entries[1], entries[3]]);
  expect(sequence.size).toBe(0);
});

test('a chain of three is the shortest around the entry that completes it', () => {
  const between = [entry(0, 0, 'far'), entry(0, 10, 'near'), entry(2, 30, 'next'), entry(2, 40, 'later'), entry(1, 20)];
  expect(chains(between, {rules: 3}).at(-1)).toEqual(['near', '1@20', 'next']);
  const missing = [entry(0, 10), entry(1, 20), entry(1, 25)];
  expect(chains(missing, {rules: 3})).toEqual([undefined, undefined, undefined]);
});
