import type {AuditEvent} from '../../audit/event.js';
import {AUDIT_FIELDS} from '../../audit/fields.js';
import {type Field, fieldAt} from '../match/fields.js';
import {KEYWORDS} from '../match/keywords.js';
import type {EventRule, FieldTest, RuleSet} from '../rule-set.js';
import {groupFieldsOf} from './group-fields.js';
import {canMatch} from './possible.js';
import {holdsForAbsent, literalsOf} from './requirements.js';
import {isRightName} from './spelling.js';

/** A field that has what a rule asks another one for. */
export interface Likeness {
  field: string;
  events: number;
}

/**
 * Which fields of rules have values in a log, and for those that never have one, which other fields have what is asked
 * for. Memory grows with the rules and the fields of the events, not with the log.
 */
export class FieldCensus {
  /** Events that were looked at. */
  events = 0;
  readonly #absent = new Map<string, Field>();
  /** Rules that could not match in the events so far. */
  #unmatched: readonly EventRule[];
  readonly #wanted: Wanted;

  /** @param rules their fields are those that are looked for. */
  constructor({rules}: RuleSet) {
    this.#unmatched = rules.filter(rule => rule.kind === 'event').filter(rule => rule.applicable);
    const tests = this.#unmatched.flatMap(testsOf).filter(({field}) => field !== KEYWORDS);
    const grouping = rules.flatMap(rule => (rule.kind === 'correlation' ? groupFieldsOf(rule) : []));
    for (const {field} of [...BODIES.map(field => ({field})), ...tests, ...grouping])
      this.#absent.set(field, fieldAt(field));
    this.#wanted = new Wanted(tests.filter(hasValues));
  }

  /** Looks at an event; false when it is nested too deeply for that. */
  take(event: AuditEvent): boolean {
    try {
      const found = [...this.#absent].filter(([, field]) => field.some(event, isValue));
      if (found.length) this.#have(found.map(([name]) => name));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.events++;
    this.#wanted.lookIn(event);
    return true;
  }

  #have(fields: readonly string[]): void {
    for (const field of fields) this.#absent.delete(field);
    this.#unmatched = this.#unmatched.filter(rule => !canMatch(rule, test => this.isUnmet(test) || undefined));
    const open = new Set(this.#unmatched.flatMap(testsOf));
    this.#wanted.keep(test => this.isAbsent(test.field) && (open.has(test) || !isRightName(test.field)));
  }

  /** Whether a comparison asks for a value of a field in which no event had one. */
  isUnmet(test: FieldTest): boolean {
    return test.field !== KEYWORDS && !holdsForAbsent(test) && this.isAbsent(test.field);
  }

  /** Whether no event had a value in this field. */
  isAbsent(field: string): boolean {
    return this.#absent.has(field);
  }

  /** The body that a field is in, where no event had one. */
  absentBody(field: string): string | undefined {
    return BODIES.find(body => field.startsWith(`${body}.`) && this.isAbsent(body));
  }

  /** Another field that has what this comparison asks for; `expected` is named before others. */
  elsewhere(test: FieldTest, expected?: string): Likeness | undefined {
    return this.#wanted.placesOf(test).sort(byLikelihood(test.field, expected))[0];
  }
}

const BODIES = ['requestObject', 'responseObject'];

const isValue = (value: unknown): boolean => value !== undefined && value !== null;

const testsOf = ({selections}: EventRule): FieldTest[] =>
  [...selections.values()].flatMap(({alternatives}) => alternatives.flat());

/** Comparisons that ask for values of their own. */
const hasValues = (test: FieldTest): boolean =>
  test.field !== KEYWORDS && !holdsForAbsent(test) && !test.modifiers.some(m => m === 'exists' || m === 'fieldref');

/**
 * The field that is expected; then one of the same last word, of a fixed place, in the same body; the most frequent
 * one.
 */
function byLikelihood(asked: string, expected: string | undefined): (a: Likeness, b: Likeness) => number {
  const rank = ({field}: Likeness): number =>
    [
      ...[field === expected, lastWord(field) === lastWord(asked)],
      ...[AUDIT_FIELDS.includes(field), firstWord(field) === firstWord(asked)],
    ].reduce((sum, holds) => sum * 2 + Number(holds), 0);
  return (a, b) => rank(b) - rank(a) || b.events - a.events || a.field.length - b.field.length;
}

const firstWord = (path: string): string => path.split('.')[0] ?? '';
const lastWord = (path: string): string => (path.split('.').at(-1) ?? '').toLowerCase();

/** The values that fields are asked for which no event has had so far, and where else they were. */
class Wanted {
  /** Tests by a text that they are about, in lower case, and those that only trying decides. */
  readonly #byText = new Map<string, FieldTest[]>();
  #tried: FieldTest[] = [];
  readonly #places = new Map<FieldTest, Map<string, number>>();
  /** What trying has come to, by value: most values of a log come again. */
  readonly #known = new Map<unknown, readonly FieldTest[]>();

  constructor(tests: readonly FieldTest[]) {
    for (const test of tests) {
      this.#places.set(test, new Map());
      const literals = literalsOf(test);
      if (!literals) this.#tried.push(test);
      for (const text of literals ?? []) this.#byText.set(text, [...(this.#byText.get(text) ?? []), test]);
    }
  }

  /** Drops what nobody asks for any more. */
  keep(isWanted: (test: FieldTest) => boolean): void {
    for (const test of this.#places.keys()) if (!isWanted(test)) this.#places.delete(test);
    this.#tried = this.#tried.filter(test => this.#places.has(test));
    this.#known.clear();
  }

  lookIn(event: AuditEvent): void {
    if (this.#places.size === 0) return;
    const found = new Map<FieldTest, Set<string>>();
    for (const [path, value] of valuesIn(event, '', 0)) {
      for (const test of this.#askingFor(value)) {
        if (isTelling(value) ? test.values.some(isTelling) : lastWord(path) === lastWord(test.field))
          found.set(test, (found.get(test) ?? new Set()).add(path));
      }
    }
    for (const [test, paths] of found) for (const path of paths) this.#count(test, path);
  }

  placesOf(test: FieldTest): Likeness[] {
    return [...(this.#places.get(test) ?? [])].map(([field, events]) => ({field, events}));
  }

  #count(test: FieldTest, path: string): void {
    const places = this.#places.get(test);
    if (places && (places.size < MOST_PLACES || places.has(path))) places.set(path, (places.get(path) ?? 0) + 1);
  }

  #askingFor(value: unknown): readonly FieldTest[] {
    const known = this.#known.get(value);
    if (known) return known;
    const tests = [...(this.#byText.get(String(value).toLowerCase()) ?? []), ...this.#tried];
    const asking = tests.filter(test => this.#places.has(test) && test.test(eventWith(test.field, value)));
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(value, asking);
    return asking;
  }
}

/** Keys of maps are anybody's choice: more places than this are no evidence. */
const MOST_PLACES = 1000;
const MOST_KNOWN = 50_000;
/** Rules name no field that is nested more deeply. */
const DEEPEST = 50;
/** Longer values are bodies in a text. */
const LONGEST = 4096;

/** `true`, `1` and the like are in many fields: they say nothing about which one is meant. */
const isTelling = (value: unknown): boolean =>
  typeof value === 'string' && /\p{L}.*\p{L}.*\p{L}/u.test(value) && !/^(?:true|false|null)$/i.test(value);

/** Every value in an event with its path, which crosses lists. What the server notes about fields is none of them. */
function* valuesIn(value: unknown, path: string, depth: number): Generator<[path: string, value: unknown]> {
  if (value === null || depth > DEEPEST) return;
  if (typeof value !== 'object') {
    if (typeof value !== 'string' || value.length <= LONGEST) yield [path, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'managedFields') continue;
    yield* valuesIn(inner, Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`, depth + 1);
  }
}

/** An event with nothing but one field. */
export const eventWith = (field: string, value: unknown): AuditEvent =>
  field.split('.').reduceRight<unknown>((inner, key) => ({[key]: inner}), value) as AuditEvent;
