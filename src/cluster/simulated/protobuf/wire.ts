/** What cannot be read as protobuf. */
export class Malformed extends Error {}

/** One field of a message as it travels: a number, or bytes. */
export interface Entry {
  number: number;
  value: bigint | Uint8Array;
}

const VARINT = 0;
const BYTES = 2;
/** How long a value of a fixed length is, by wire type. */
const FIXED: Readonly<Record<number, number>> = {1: 8, 5: 4};

/**
 * The fields of a message, in the order in which they stand.
 *
 * @throws Malformed
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* entriesOf(bytes: Uint8Array): Generator<Entry> {
  const reader = new Reader(bytes);
  while (reader.left) {
    const key = Number(reader.varint());
    const [number, type] = [key >>> 3, key & 7];
    if (type === VARINT) yield {number, value: reader.varint()};
    else yield {number, value: reader.take(type === BYTES ? Number(reader.varint()) : FIXED[type])};
  }
}

/** Numbers that stand one behind the other, without keys. @throws Malformed */
export function varintsIn(bytes: Uint8Array): bigint[] {
  const reader = new Reader(bytes);
  const numbers: bigint[] = [];
  while (reader.left) numbers.push(reader.varint());
  return numbers;
}

class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.#at;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const [byte = 0] = this.take(1);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Malformed('a number is longer than ten bytes');
  }

  take(length: number | undefined): Uint8Array {
    if (length === undefined) throw new Malformed('a field is of no known wire type');
    if (length > this.left) throw new Malformed('it ends in the middle of a field');
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }
}
