/** Digits that may be of a whole number beyond 2^53, as a value: behind a colon, a comma or a bracket. */
const MAY_BE_LARGE = /[:,[]\s*-?\d{16}/;

type Reviver = (key: string, value: unknown, context: {source?: string}) => unknown;
const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown;

/**
 * As `JSON.parse`, but a whole number that a JavaScript number cannot hold stays the digits that it was written with,
 * as a text. Two such numbers would be one and the same otherwise.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export const parseJson = (text: string): unknown => (MAY_BE_LARGE.test(text) ? parse(text, exactly) : parse(text));

const exactly: Reviver = (_, value, {source = ''}) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
