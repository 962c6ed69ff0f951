import {isMap} from '../objects.js';

/** A value as Go prints it with %v, which the API server's messages hold: `map[image:x name:y]`, `[a b]`, `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isMap(value)) return String(value);
  const entries = Object.keys(value).sort();
  return `map[${entries.map(key => `${key}:${goText(value[key])}`).join(' ')}]`;
}
