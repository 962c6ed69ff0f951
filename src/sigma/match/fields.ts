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
  /** Every object has something under this key; only what comes from the event counts. */
  inherited: boolean;
}

/** Rules ask for the same few fields; those of anybody's rules are not kept without end. */
const FIELDS = new Map<string, Field>();
const MOST_FIELDS = 1000;

/** A field by its dotted path, which is compiled once. */
export function fieldAt(path: string): Field {
  const known = FIELDS.get(path) ?? compiledField(path);
  if (FIELDS.size >= MOST_FIELDS) FIELDS.clear();
  FIELDS.set(path, known);
  return known;
}

function compiledField(path: string): Field {
  const parts = path.split('.');
  const steps = parts.map((_, place) => waysFrom(place, parts));
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
      const came = follow(event, steps, test);
      return came === FOUND || (came === NOTHING && test(undefined));
    },
    exists: event => isPresent(event, steps, 0),
  };
}

/** The keys of these maps are anybody's choice, and mostly have dots. */
const MAPS = ['annotations', 'labels', 'extra'];

/**
 * What the next key may be: one part of the path, or else several with their dots; in a map first all that is left.
 * The first that is there is taken.
 */
function waysFrom(place: number, parts: readonly string[]): Step[] {
  const ways = parts.slice(place).map((_, n) => stepTo(parts.slice(place, place + n + 1).join('.'), place + n + 1));
  return MAPS.includes(parts[place - 1] ?? '') ? ways.reverse() : ways;
}

/** The key as the engine keeps keys of objects: a text that was put together is looked up far slower. */
const stepTo = (text: string, next: number): Step => ({
  key: Object.keys({[text]: 0})[0] ?? text,
  next,
  inherited: text in Object.prototype,
});

/** Where a search came to: nothing is there, something is, or what was looked for. */
const NOTHING = 0;
const SOMETHING = 1;
const FOUND = 2;

/** As `visit`, quicker where nothing is in the way: no list, no key with dots. */
function follow(event: unknown, steps: readonly Step[][], test: ValueTest): number {
  let value = event;
  let place = 0;
  for (let step = steps[0]?.[0]; step; step = steps[place]?.[0]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
    const inner = own(value, step);
    if (inner === undefined) break;
    value = inner;
    place = step.next;
  }
  return visit(value, steps, place, test);
}

function visit(value: unknown, steps: readonly Step[][], place: number, test: ValueTest): number {
  if (Array.isArray(value)) return visitEach(value, steps, place, test);
  const ways = steps[place];
  if (ways === undefined) return test(value) ? FOUND : SOMETHING;
  if (typeof value !== 'object' || value === null) return NOTHING;
  for (const step of ways) {
    const inner = own(value, step);
    if (inner !== undefined) return visit(inner, steps, step.next, test);
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
  for (const step of ways) {
    const inner = own(value, step);
    if (inner !== undefined) return isPresent(inner, steps, step.next);
  }
  return false;
}

/** An event comes from JSON: what an object inherits is not in it. */
const own = (value: object, {key, inherited}: Step): unknown =>
  inherited && !Object.hasOwn(value, key) ? undefined : (value as Record<string, unknown>)[key];
