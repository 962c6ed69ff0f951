/** Asks about one value of a field. */
export type ValueTest = (value: unknown) => boolean;

/**
 * A field of an event by its dotted path. Sigma has no arrays: a path crosses them, anywhere, and every element counts.
 * Keys that hold dots themselves, such as annotations and labels, are found as well.
 */
export interface Field {
  /** Its values, without arrays around them; none when the field is absent. */
  read(event: unknown): unknown[];
  /** Whether any value passes. An absent field is asked about once, as undefined. */
  some(event: unknown, test: ValueTest): boolean;
  /** Whether it is there at all, be it null or empty. */
  exists(event: unknown): boolean;
}

/** A way to go on from one place of a path: the key, and the place after it. */
interface Step {
  key: string;
  next: number;
}

/** The same text as the engine keeps it for keys of objects: a text that was put together is looked up far slower. */
const asKey = (text: string): string => Object.keys({[text]: 0})[0] ?? text;

/** Where a search came to: nothing is there, something is, or what was looked for. */
const NOTHING = 0;
const SOMETHING = 1;
const FOUND = 2;

/** Compiles a dotted path once. */
export function fieldAt(path: string): Field {
  const parts = path.split('.');
  // At each place the next key may be one part of the path, or several with their dots.
  const steps = parts.map((_, i) =>
    parts.slice(i).map((_, n): Step => ({key: asKey(parts.slice(i, i + n + 1).join('.')), next: i + n + 1})),
  );
  return {
    read(event) {
      const values: unknown[] = [];
      visit(event, steps, 0, value => {
        values.push(value);
        return false;
      });
      return values;
    },
    some(event, test) {
      const came = visit(event, steps, 0, test);
      return came === FOUND || (came === NOTHING && test(undefined));
    },
    exists: event => isPresent(event, steps, 0),
  };
}

function visit(value: unknown, steps: readonly Step[][], place: number, test: ValueTest): number {
  if (Array.isArray(value)) return visitEach(value, steps, place, test);
  const ways = steps[place];
  if (ways === undefined) return test(value) ? FOUND : SOMETHING;
  if (typeof value !== 'object' || value === null) return NOTHING;
  for (const {key, next} of ways) {
    const inner = own(value, key);
    const came = inner === undefined ? NOTHING : visit(inner, steps, next, test);
    if (came !== NOTHING) return came;
  }
  return NOTHING;
}

function visitEach(items: readonly unknown[], steps: readonly Step[][], place: number, test: ValueTest): number {
  let came = NOTHING;
  for (const item of items) {
    came = Math.max(came, visit(item, steps, place, test));
    if (came === FOUND) break;
  }
  return came;
}

function isPresent(value: unknown, steps: readonly Step[][], place: number): boolean {
  const ways = steps[place];
  if (ways === undefined) return true;
  if (Array.isArray(value)) return value.some(item => isPresent(item, steps, place));
  if (typeof value !== 'object' || value === null) return false;
  for (const {key, next} of ways) {
    const inner = own(value, key);
    if (inner !== undefined && isPresent(inner, steps, next)) return true;
  }
  return false;
}

/** An event comes from JSON: what an object inherits is not in it. */
function own(value: object, key: string): unknown {
  const inner = (value as Record<string, unknown>)[key];
  return typeof inner === 'function' || inner === Object.prototype ? undefined : inner;
}
