import {annotationName} from '../../audit/annotation-name.js';

/** All annotations under their own names; a store that expands dots has made maps of them. */
export function annotationsOf(stored: unknown, path = ''): [name: string, storedAs: string, value: unknown][] {
  if (typeof stored !== 'object' || stored === null) return [];
  return Object.entries(stored).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key;
    return typeof value === 'object' && value !== null
      ? annotationsOf(value, at)
      : [[annotationName(at), at, value] as [string, string, unknown]];
  });
}
