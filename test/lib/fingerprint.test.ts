import fc from 'fast-check';
import {expect, test} from 'vitest';
import {fingerprint} from '../../src/lib/text/fingerprint.js';

test('a text has one number, which is exact in JSON and in a set', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const number = fingerprint(text);
      expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      expect(fingerprint(`${text}`)).toBe(number);
    }),
  );
});

test('texts that are nearly the same have numbers of their own, spread over all bits', () => {
  const texts = Array.from({length: 300_000}, (_, i) => `pod-exec id-${i} 2026-11-23T12:00:00.${i % 1000}Z`);
  const numbers = texts.map(fingerprint);
  expect(new Set(numbers).size).toBe(texts.length);
  // Halves of the numbers lie in each half of each bit: no bit is wasted.
  for (let bit = 0; bit < 53; bit++) {
    const ones = numbers.filter(number => Math.floor(number / 2 ** bit) % 2 === 1).length / numbers.length;
    expect(Math.abs(ones - 0.5)).toBeLessThan(0.01);
  }
  // Of 300,000 numbers of 32 bits about ten are the same as another: each half has to be as good as chance.
  for (const half of [numbers.map(number => number % 2 ** 32), numbers.map(number => Math.floor(number / 2 ** 21))])
    expect(texts.length - new Set(half).size).toBeLessThan(40);
});
