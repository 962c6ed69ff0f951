import {ownValue} from './dictionary.js';

/**
 * The value at a dotted path of any answer, object or document, whether the dots part objects or stand in a key, as in
 * `metadata.labels.app.kubernetes.io/name`; numbers index arrays. Undefined when there is none.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const map = value as Record<string, unknown>;
  if (Object.hasOwn(map, path) && map[path] !== undefined) return map[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = valueAt(ownValue(map, path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The elements of the list at a dotted path; one value stands for a list of it. */
export function valuesAt(value: unknown, path: string): unknown[] {
  const found = valueAt(value, path);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}
