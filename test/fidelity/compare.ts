import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {z} from 'zod';
import type {Normal} from './normal.js';

/** One field in which the two servers differ. */
export interface Difference {
  /** Scenario and request. */
  request: string;
  /** Dotted path of the field: `code`, `body.…`, `events.0.…`. */
  field: string;
  /** What kube-apiserver 1.34 says. */
  reference: unknown;
  /** What the server that is held to it says. */
  other: unknown;
}

/** What stands where a side has no such field. */
export const ABSENT = '<absent>';

/** Every field in which they differ; a request that only one of them got is a difference of its own. */
export function differences(
  scenario: string,
  reference: Map<string, Normal>,
  other: Map<string, Normal>,
): Difference[] {
  return [...new Set([...reference.keys(), ...other.keys()])].flatMap(key => {
    const [a, b] = [flat(reference.get(key)), flat(other.get(key))];
    return [...new Set([...a.keys(), ...b.keys()])]
      .map(field => ({
        request: `${scenario} ${key}`,
        field,
        reference: a.has(field) ? a.get(field) : ABSENT,
        other: b.has(field) ? b.get(field) : ABSENT,
      }))
      .filter(field => field.reference !== field.other);
  });
}

/** Every leaf by its path; what is empty is a leaf, too. */
function flat(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (value === undefined) return into;
  if (!entries) into.set(path, value);
  else if (!entries.length) into.set(path, Array.isArray(value) ? '[]' : '{}');
  else for (const [key, inner] of entries) flat(inner, path ? `${path}.${key}` : key, into);
  return into;
}

const Globs = z.union([z.string(), z.array(z.string()).min(1)]);
const Allowed = z.array(
  z.strictObject({
    /** Scenario and request as differences name them; `*` is any text. Absent: every request. */
    request: Globs.default('*'),
    /** Path of the field; `*` is any text. */
    field: Globs,
    /** Why the difference is there, and why it may stay. */
    reason: z.string().min(20),
  }),
);
type Allowed = z.output<typeof Allowed>[number];

/** The differences that have a reason, and which of them were met. */
export class Allowances {
  readonly #entries: {entry: Allowed; fits(difference: Difference): boolean}[];
  readonly #used = new Set<Allowed>();

  constructor(path = join(import.meta.dirname, 'allowed.yaml')) {
    this.#entries = Allowed.parse(parse(readFileSync(path, 'utf8'))).map(entry => {
      const [request, field] = [pattern(entry.request), pattern(entry.field)];
      return {entry, fits: difference => request.test(difference.request) && field.test(difference.field)};
    });
  }

  /** Whether a difference has a reason. */
  allow(difference: Difference): boolean {
    const found = this.#entries.filter(({fits}) => fits(difference));
    for (const {entry} of found) this.#used.add(entry);
    return found.length > 0;
  }

  /** Entries that nothing needed. */
  unused(): Allowed[] {
    return this.#entries.map(({entry}) => entry).filter(entry => !this.#used.has(entry));
  }
}

function pattern(globs: z.output<typeof Globs>): RegExp {
  const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const any = [globs].flat().map(glob => glob.split('*').map(literal).join('.*'));
  return new RegExp(`^(${any.join('|')})$`, 's');
}
