import {ownValue, put} from '../../../lib/json/dictionary.js';
import {isMap} from '../objects.js';

/** @see https://www.rfc-editor.org/rfc/rfc7396 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? {...target} : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else put(result, key, mergePatch(ownValue(result, key), value));
  }
  return result;
}
