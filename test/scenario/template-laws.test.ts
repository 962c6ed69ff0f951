import fc from 'fast-check';
import {expect, test} from 'vitest';
import {isUnclosed, namesIn, render, renderAll, TEMPLATE_NAMES} from '../../src/scenario/steps/template.js';

const plain = fc.string().filter(text => !/[{}]/.test(text));
const name = fc.constantFrom(...TEMPLATE_NAMES);
const values = fc.record(Object.fromEntries(TEMPLATE_NAMES.map(key => [key, plain])) as never) as fc.Arbitrary<
  Parameters<typeof render>[1]
>;
/** A text of plain pieces and placeholders, beside what it must become. */
const template = fc.array(fc.oneof(plain, fc.record({name, space: fc.constantFrom('', ' ')})), {maxLength: 6});
type Piece = string | {name: (typeof TEMPLATE_NAMES)[number]; space: string};
const written = (pieces: readonly Piece[]) =>
  pieces.map(piece => (typeof piece === 'string' ? piece : `{{${piece.space}${piece.name}${piece.space}}}`)).join('');

test('a template is its pieces, with the values in the place of their names', () => {
  fc.assert(
    fc.property(template, values, (pieces, known) => {
      const expected = pieces.map(piece => (typeof piece === 'string' ? piece : known[piece.name])).join('');
      expect(render(written(pieces), known)).toBe(expected);
      expect(namesIn(written(pieces))).toEqual(pieces.flatMap(piece => (typeof piece === 'string' ? [] : piece.name)));
      expect(isUnclosed(written(pieces))).toBe(false);
    }),
  );
});

test('a value without a placeholder is itself, whatever its shape', () => {
  fc.assert(
    fc.property(fc.jsonValue(), values, (value, known) => {
      fc.pre(!/\{\{/.test(JSON.stringify(value)));
      expect(renderAll(value, known)).toEqual(value);
    }),
  );
});

test('a name that is not known stays as it is written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,12}X$/), values, (unknown, known) => {
      expect(render(`{{ ${unknown} }}`, known)).toBe(`{{ ${unknown} }}`);
    }),
  );
});
