import {createHash} from 'node:crypto';

/**
 * A value as JSON text that is the same whatever the order of its keys: keys sorted, those without a value left out,
 * lists in their order. Numbers that JSON does not know, and integers beyond its exactness, become texts of digits.
 */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? 'null';
}

/** The SHA-256 of a value's canonical text, in hex: two values have the same when they say the same. */
export const canonicalHash = (value: unknown): string =>
  createHash('sha256').update(canonicalText(value)).digest('hex');

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value);
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  // Not by a locale: the same everywhere.
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.flatMap(([key, inner]) => (inner === undefined ? [] : [[key, canonical(inner)]])));
}
