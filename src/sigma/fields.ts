/**
 * The way to a field: dotted, and where it crosses an array every element counts (Sigma has no arrays of its own; any
 * element that matches is a match). Keys that hold dots themselves, such as annotations, are found as well.
 */
export type FieldReader = (event: unknown) => unknown[];

/** Compiles a dotted path once. Values come without arrays around them; a missing field has none. */
export function fieldReader(path: string): FieldReader {
  const keys = path.split('.');
  // Annotations and labels are flat maps whose keys hold dots: the rest of the path is one key.
  const flat = keys.findIndex(key => key === 'annotations' || key === 'labels');
  const parts = flat < 0 ? keys : [...keys.slice(0, flat + 1), keys.slice(flat + 1).join('.')].filter(Boolean);
  return event => {
    const found: unknown[] = [];
    collect(event, parts, 0, found);
    return found;
  };
}

function collect(value: unknown, parts: readonly string[], index: number, found: unknown[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, parts, index, found);
    return;
  }
  const part = parts[index];
  if (part === undefined) {
    if (value !== undefined) found.push(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const inner = (value as Record<string, unknown>)[part];
  if (inner !== undefined) collect(inner, parts, index + 1, found);
  else collectLongKey(value as Record<string, unknown>, parts, index, found);
}

/** A key with dots in it, at a place where none was expected. */
function collectLongKey(value: Record<string, unknown>, parts: readonly string[], index: number, found: unknown[]) {
  for (let end = parts.length; end > index + 1; end--) {
    const inner = value[parts.slice(index, end).join('.')];
    if (inner !== undefined) return collect(inner, parts, end, found);
  }
}

/** Every text in a value, for keyword searches. */
export function allTexts(value: unknown, into: string[] = []): string[] {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'number' || typeof value === 'boolean') into.push(String(value));
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) allTexts(inner, into);
  return into;
}
