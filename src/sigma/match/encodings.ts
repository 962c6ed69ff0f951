import {ANY, DASH, DASHES, literalOf, literalPattern, type Pattern} from './pattern.js';

/**
 * Rewrites a value before it is compared; one may become several, any of which will do. `before` names the modifiers
 * that have been applied already.
 *
 * @throws Error in words, for a value that cannot be rewritten so.
 */
export type Transformation = (value: Pattern, before: readonly string[]) => Pattern[];

/** The modifiers that rewrite texts, by name; they apply in the order in which the rule has them. */
export const TRANSFORMATIONS: Readonly<Record<string, Transformation>> = {
  contains: value => [[ANY, ...value, ANY]],
  startswith: value => [[...value, ANY]],
  endswith: value => [[ANY, ...value]],
  windash: value => [value.map((token, i) => (beginsFlag(value, i) ? DASH : token))],
  wide: value => each(value, le),
  utf16le: value => each(value, le),
  utf16be: value => each(value, be),
  utf16: value => each(value, le).map(pattern => [...BYTE_ORDER_MARK, ...pattern]),
  base64: (value, before) => withEveryDash(value).map(v => literalPattern(toBytes(v, before).toString('base64'))),
  base64offset: (value, before) =>
    withEveryDash(value).flatMap(v => [0, 1, 2].map(offset => literalPattern(atOffset(toBytes(v, before), offset)))),
};

/** Of UTF-16 in little-endian order. Bytes are carried as the characters of the same number. */
const BYTE_ORDER_MARK = ['\u00ff', '\u00fe'];
const le = (code: number): string[] => [String.fromCharCode(code & 0xff), String.fromCharCode(code >> 8)];
const be = (code: number): string[] => le(code).reverse();

const each = (value: Pattern, encode: (code: number) => string[]): Pattern[] =>
  withEveryDash(value).map(pattern =>
    pattern.flatMap((token): Pattern => (typeof token === 'string' ? encode(token.charCodeAt(0)) : [token])),
  );

/** A dash or slash that follows no word but stands before one, as in `-flag` and `/flag`, not in `a-b`. */
const beginsFlag = (value: Pattern, i: number): boolean =>
  DASHES.includes(String(value[i])) && !isWord(value[i - 1]) && isWord(value[i + 1]);

const isWord = (token: Pattern[number] | undefined): boolean =>
  typeof token === 'string' && /^[\p{L}\p{N}_]$/u.test(token);

/** Five dashes each: more than this many flags in one value are not to be encoded. */
const MOST_DASHES = 4;

/** The value once for every choice of dashes: what is encoded next must be one text. */
function withEveryDash(value: Pattern): Pattern[] {
  const places = value.flatMap((token, i) => (token === DASH ? [i] : []));
  if (places.length > MOST_DASHES) throw new Error(`windash before an encoding takes at most ${MOST_DASHES} flags`);
  return places.reduce<Pattern[]>(
    (all, place) => all.flatMap(pattern => DASHES.map(dash => pattern.with(place, dash))),
    [value],
  );
}

function toBytes(value: Pattern, before: readonly string[]): Buffer {
  const text = literalOf(value);
  if (text === undefined) throw new Error('base64 takes no wildcards; write contains after it');
  return Buffer.from(text, before.some(name => name === 'wide' || name.startsWith('utf16')) ? 'latin1' : 'utf8');
}

/** What base64 makes of the bytes when they begin `offset` bytes into a triple: only characters that depend on them alone. */
function atOffset(value: Buffer, offset: number): string {
  const start = [0, 2, 3][offset] ?? 0;
  const encoded = Buffer.concat([Buffer.alloc(offset, ' '), value])
    .toString('base64')
    .replace(/=+$/, '');
  const spare = (offset + value.length) % 3;
  return encoded.slice(start, spare === 0 ? encoded.length : encoded.length - 1);
}
