import fc from 'fast-check';
import {expect, test} from 'vitest';
import {compilePatterns, matchesStars, parsePattern} from '../../src/sigma/match/pattern.js';

/** What a Sigma text means, by a regular expression: slow where stars are many, and plain to see. */
const naive = (text: string, cased: boolean): RegExp =>
  new RegExp(
    `^${text.replaceAll(/\\[*?\\]|./gs, part => {
      if (part === '*') return '[^]*';
      if (part === '?') return '[^]';
      return (part.length > 1 ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    })}$`,
    cased ? '' : 'i',
  );

const letters = fc.constantFrom('a', 'b', 'A');
const text = fc.string({unit: letters, maxLength: 7});
const pattern = fc.string({unit: fc.oneof({weight: 3, arbitrary: letters}, fc.constantFrom('*', '?')), maxLength: 6});

test('a text fits as the naive reading of its stars and question marks says', () => {
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (asked, found, cased) => {
      expect(compilePatterns([parsePattern(asked)], cased)(found)).toBe(naive(asked, cased).test(found));
    }),
    {numRuns: 3000},
  );
});

test('any of several fits, and any of as many as are looked for together', () => {
  const many = fc.array(pattern, {minLength: 70, maxLength: 90});
  const long = fc.string({unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 3, maxLength: 9});
  fc.assert(
    fc.property(
      fc.oneof(fc.array(pattern, {minLength: 1, maxLength: 4}), many),
      text,
      fc.boolean(),
      (all, found, cased) => {
        const fits = all.some(asked => naive(asked, cased).test(found));
        expect(compilePatterns(all.map(parsePattern), cased)(found)).toBe(fits);
      },
    ),
    {numRuns: 200},
  );
  // Words of these are found only by their place: most of them stand nowhere.
  const words = fc.array(fc.tuple(long, fc.constantFrom('* *', '* ', ' *')), {minLength: 70, maxLength: 90});
  fc.assert(
    fc.property(words, fc.string({unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 12}), (all, found) => {
      const asked = all.map(([word, around]) => around.replace(' ', word));
      expect(compilePatterns(asked.map(parsePattern), true)(found)).toBe(
        asked.some(one => naive(one, true).test(found)),
      );
    }),
    {numRuns: 300},
  );
});

test('of many words, one of a single letter and one that goes on are found, and an empty one is in everything', () => {
  const fillers = Array.from({length: 70}, (_, i) => `*nothing-${i}*`);
  const finds = (...more: string[]) => compilePatterns([...fillers, ...more].map(parsePattern), true);
  const found = (holds: (text: string) => boolean, ...texts: string[]) => texts.filter(holds);
  expect(found(finds('*x*'), 'x', 'ax', 'xa', 'axa', 'a', '')).toEqual(['x', 'ax', 'xa', 'axa']);
  expect(found(finds('*ab*', '*abc*', '*b*'), 'zab', 'zabc', 'b', 'a', 'z')).toEqual(['zab', 'zabc', 'b']);
  expect(found(finds('*a', 'b*'), 'ca', 'bc', 'ac', 'cb', 'a', 'b')).toEqual(['ca', 'bc', 'a', 'b']);
  expect(found(finds('**'), '', 'anything')).toEqual(['', 'anything']);
  expect(found(finds(), 'nothing-5', 'a nothing-69 b', 'nothing-', 'nothing')).toEqual(['nothing-5', 'a nothing-69 b']);
});

test('a text in which only stars stand for others', () => {
  const names = ['sel_a', 'sel_', 'a_sel_b', '?', 'sel?'];
  expect(names.filter(name => matchesStars('sel_*', name))).toEqual(['sel_a', 'sel_']);
  expect(names.filter(name => matchesStars('?', name))).toEqual(['?']);
});
