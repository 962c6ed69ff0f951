import fc from 'fast-check';
import {expect, test} from 'vitest';
import {canonicalText} from '../../src/lib/json/canonical.js';
import {jsonPieces} from '../../src/lib/json/pieces.js';

const json = fc.letrec(of => ({
  any: fc.oneof(
    {depthSize: 'medium'},
    ...[fc.string({unit: 'grapheme'}), fc.integer(), fc.boolean(), fc.constant(null)],
    ...[fc.array(of('any')), fc.dictionary(fc.string({unit: 'grapheme'}), of('any'))],
  ),
})).any;

test('pieces are together the whole text: indented, its keys in order, the same however they stood', () => {
  fc.assert(
    fc.property(json, value => {
      const text = [...jsonPieces(value)].join('');
      expect(text).toBe(`${JSON.stringify(JSON.parse(canonicalText(value)), null, 1)}\n`);
    }),
  );
});

test('of a large value they are of a size, and each ends with a line', () => {
  const rows = Array.from({length: 20_000}, (_, i) => ({rule: `rule-${i}`, day: '2026-12-01', text: 'a\nb'}));
  const pieces = [...jsonPieces({rows, none: undefined})];
  expect(JSON.parse(pieces.join(''))).toEqual({rows});
  expect(pieces.length).toBeGreaterThan(10);
  for (const piece of pieces) {
    expect(piece.length).toBeLessThan(128 * 1024);
    expect(piece.endsWith('\n')).toBe(true);
  }
});
