import {type Entry, entriesOf, Malformed} from './wire.js';

type Value = Entry['value'];

const text = (value: Value | undefined, encoding: 'utf8' | 'base64' = 'utf8'): string => {
  if (typeof value === 'bigint') throw new Malformed('a number stands where a text belongs');
  return Buffer.from(value ?? []).toString(encoding);
};

const whole = (value: Value | undefined): number => {
  if (value instanceof Uint8Array) {
    if (value.length) throw new Malformed('a text stands where a number belongs');
    return 0;
  }
  return Number(BigInt.asIntN(64, value ?? 0n));
};

/** Fields of a small message, by number. */
const fieldsOf = (value: Value): Map<number, Value> =>
  typeof value === 'bigint' ? new Map() : new Map([...entriesOf(value)].map(entry => [entry.number, entry.value]));

/** A point in time, to the second or to the microsecond; null for none. */
function time(value: Value, digits: number): string | null {
  const fields = fieldsOf(value);
  if (!fields.size) return null;
  const at = new Date(whole(fields.get(1)) * 1000);
  if (Number.isNaN(at.getTime())) throw new Malformed('a time is out of range');
  const fraction = String(whole(fields.get(2)))
    .padStart(9, '0')
    .slice(0, digits);
  return at.toISOString().replace(/\.\d+Z$/, digits ? `.${fraction}Z` : 'Z');
}

/** JSON that travels as it is, such as who manages which field. */
function json(value: Value): unknown {
  const raw = text(fieldsOf(value).get(1));
  try {
    return raw ? JSON.parse(raw) : null;
  } catch {
    throw new Malformed('what is embedded is not JSON');
  }
}

function intOrString(value: Value): string | number {
  const fields = fieldsOf(value);
  return whole(fields.get(1)) === 1 ? text(fields.get(3)) : whole(fields.get(2));
}

/** The value of a field as JSON has it, by the name of its type in `api-types.json`. @throws Malformed */
export function scalarOf(type: string, value: Value): unknown {
  switch (type) {
    case 'string':
      return text(value);
    case 'bytes':
      return text(value, 'base64');
    case 'boolean':
      return whole(value) !== 0;
    case 'int32':
    case 'int64':
      return whole(value);
    case 'quantity':
      return text(fieldsOf(value).get(1)) || '0';
    case 'time':
      return time(value, 0);
    case 'micro-time':
      return time(value, 6);
    case 'int-or-string':
      return intOrString(value);
    default:
      return json(value);
  }
}
