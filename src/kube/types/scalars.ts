/** A value that Go cannot put where it stands. */
export class NotDecodable extends Error {}

const INT_LIMITS: Readonly<Record<string, number>> = {int32: 2 ** 31, int64: 2 ** 63};
const GO_NAMES: Readonly<Record<string, string>> = {
  ...{boolean: 'bool', bytes: '[]uint8', time: 'string', 'micro-time': 'string', 'int-or-string': 'int32'},
};
const EMPTY: Readonly<Record<string, unknown>> = {
  ...{string: '', bytes: '', boolean: false, int32: 0, int64: 0, float64: 0, quantity: '0', 'int-or-string': 0},
};
const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[-+]\d\d:\d\d)$/;

/** What a value is to Go's encoding/json. */
export const jsonKind = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
};

/** Go's name of a scalar type. */
export const goName = (name: string): string => GO_NAMES[name] ?? name;

/** What stands in a place of a type that nothing was put into. */
export const emptyScalar = (name: string): unknown => EMPTY[name] ?? null;

/**
 * A scalar as Go decodes it.
 *
 * @param cannot makes the error for a kind of value that does not go there.
 */
export function decodedScalar(name: string, value: unknown, cannot: (kind: string) => NotDecodable): unknown {
  switch (name) {
    case 'boolean':
      if (typeof value !== 'boolean') throw cannot(jsonKind(value));
      return value;
    case 'int32':
    case 'int64':
      return wholeNumber(name, value, cannot);
    case 'float64':
      if (typeof value !== 'number') throw cannot(jsonKind(value));
      return value;
    case 'quantity':
      return quantity(value);
    case 'int-or-string':
      return typeof value === 'string' ? value : wholeNumber('int32', value, cannot);
    default:
      return text(name, value, cannot);
  }
}

function wholeNumber(name: string, value: unknown, cannot: (kind: string) => NotDecodable): number {
  if (typeof value !== 'number') throw cannot(jsonKind(value));
  const limit = INT_LIMITS[name] ?? 0;
  if (!Number.isInteger(value) || value >= limit || value < -limit) throw cannot(`number ${value}`);
  return value;
}

function quantity(value: unknown): string {
  if ((typeof value === 'string' || typeof value === 'number') && QUANTITY.test(String(value))) return String(value);
  throw new NotDecodable("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

function text(name: string, value: unknown, cannot: (kind: string) => NotDecodable): string {
  if (typeof value !== 'string') throw cannot(jsonKind(value));
  if (name === 'bytes') checkBase64(value);
  if ((name === 'time' || name === 'micro-time') && !TIME.test(value)) throw notATime(value);
  return value;
}

const notATime = (value: string): NotDecodable =>
  new NotDecodable(
    `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
  );

/** Base64 as Go reads it: padded, with line breaks that count for nothing. */
function checkBase64(value: string): void {
  const digits = value.replaceAll(/[\r\n]/g, '');
  const odd = digits.replace(/={1,2}$/, '').search(/[^A-Za-z0-9+/]/);
  if (odd < 0 && digits.length % 4 === 0) return;
  throw new NotDecodable(`illegal base64 data at input byte ${odd < 0 ? digits.length - (digits.length % 4) : odd}`);
}
