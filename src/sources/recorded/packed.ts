import {gunzipSync} from 'node:zlib';
import {jsonTexts} from './json-end.js';

/** What base64 of gzip and of a JSON object begin with. */
const BEGINNING = /^\s*(?:H4sI|e[wy]|W3s)[A-Za-z0-9+/_-]/;
/** A packed text that is larger is not a record. */
const LARGEST_BYTES = 64 * 1024 * 1024;
/** Lists and maps around what is packed; CloudWatch packs into a record of Kinesis, which is packed once more. */
const DEEPEST = 8;

/**
 * A record in which every text that is base64 of JSON, be it packed with gzip or not, is that JSON; a list of it where
 * it is several. Kinesis, Firehose and subscriptions of CloudWatch hand out their data so. Undefined when there is
 * none.
 */
export function withoutPacking(record: unknown): unknown {
  const found = {any: false};
  const value = unpacked(record, 0, found);
  return found.any ? value : undefined;
}

function unpacked(value: unknown, depth: number, found: {any: boolean}): unknown {
  if (depth > DEEPEST) return value;
  if (typeof value === 'string') {
    const inner = jsonIn(value);
    if (inner === undefined) return value;
    found.any = true;
    return unpacked(inner, depth + 1, found);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inner => unpacked(inner, depth + 1, found));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner, depth + 1, found)]));
}

function jsonIn(text: string): unknown {
  const bytes = BEGINNING.test(text) ? bytesOf(text.trim()) : undefined;
  const several = bytes && jsonTexts(bytes.toString('utf8'));
  if (several?.rest !== '') return undefined;
  const values = several.texts.map(one => JSON.parse(one) as unknown);
  return values.length === 1 ? values[0] : values;
}

function bytesOf(text: string): Buffer | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, {maxOutputLength: LARGEST_BYTES});
  } catch {
    return undefined;
  }
}
