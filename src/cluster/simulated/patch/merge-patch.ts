import {ownValue, put} from '../../../lib/json/dictionary.js';
import {isMap} from '../objects.js';
import {badRequest} from '../status.js';

/** A merge patch of an object. @throws StatusError 400 for what is not a map. */
export function mergePatchOf(target: unknown, patch: unknown): unknown {
  if (isMap(patch)) return mergePatch(target, patch);
  const type = Array.isArray(patch) ? 'array' : typeof patch;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
  );
}

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
