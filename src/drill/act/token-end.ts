import {valueAt} from '../../lib/json/field-path.js';

/** When the token of a TokenRequest's answer runs out, in milliseconds since 1970; undefined where the answer does not say. */
export function tokenEnd(answer: unknown): number | undefined {
  const at = Date.parse(String(valueAt(answer, 'status.expirationTimestamp')));
  return Number.isNaN(at) ? undefined : at;
}
