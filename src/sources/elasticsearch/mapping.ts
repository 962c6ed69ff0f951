/** A part of an index's mapping, as `GET /INDEX/_mapping` shows it. */
export interface Mapping {
  type?: string;
  dynamic?: boolean | string;
  enabled?: boolean | string;
  properties?: Record<string, Mapping>;
  fields?: Record<string, Mapping>;
  ignore_above?: number;
  ignore_malformed?: boolean;
}

/** Why a document would be refused, in words close to those of the store. */
export interface Refusal {
  kind: 'conflict' | 'limit' | 'name' | 'strict';
  reason: string;
}

/** Types that take a whole object as one value. */
const ABSORBING: readonly string[] = ['flattened', 'flat_object'];
const NUMBERS: readonly string[] = [
  ...['long', 'integer', 'short', 'byte', 'unsigned_long'],
  ...['double', 'float', 'half_float', 'scaled_float'],
];
/** A text is mapped twice by default, as text and as `.keyword`. */
const FIELDS_OF_TEXT = 2;
/** Lucene's longest term, in bytes. */
const LONGEST_TERM = 32_766;

/** How many fields a mapping has, counted as `index.mapping.total_fields.limit` counts them. */
export const countFields = ({properties = {}, fields = {}}: Mapping): number =>
  Object.values(properties).reduce((sum, inner) => sum + 1 + countFields(inner), 0) + Object.keys(fields).length;

/** What in a document does not go together with a mapping. It reads only; the store itself may know more reasons. */
export function refusals(mapping: Mapping, document: object, limit: number): Refusal[] {
  const found: Refusal[] = [];
  const added = new Map<string, number>();
  for (const entry of entries(document)) {
    const place = locate(mapping, entry.path);
    if (place === 'absorbed') continue;
    if (entry.badName !== undefined) found.push(nameless(entry.badName, entry.path));
    else if (place.node) found.push(...misfits(entry, place.node));
    else if (place.dynamic === 'strict') found.push(strict(entry.path));
    else if (place.dynamic === 'true') added.set(entry.path.join('.'), fieldsOf(entry.value));
  }
  const [before, more] = [countFields(mapping), [...added.values()].reduce((sum, n) => sum + n, 0)];
  return more && before + more > limit ? [...found, beyond(limit, before, more)] : found;
}

/** A value in a document, once for each element where it is a list. */
interface Entry {
  path: string[];
  value: unknown;
  /** The key below `path` that cannot be a field's name. */
  badName?: string;
}

/** Every map and value in a document. A store takes the dots of a key for levels. */
function* entries(map: object, path: string[] = []): Generator<Entry> {
  for (const [key, value] of Object.entries(map)) {
    const parts = key.split('.');
    // Kubernetes' managedFields have keys such as `.`.
    if (parts.some(part => part.trim() === '')) yield {path, value, badName: key};
    else if (parts.length > 1) yield* entries({[parts[0] ?? '']: {[parts.slice(1).join('.')]: value}}, path);
    else for (const item of Array.isArray(value) ? value : [value]) yield* entry([...path, key], item);
  }
}

function* entry(path: string[], value: unknown): Generator<Entry> {
  if (value === null || value === undefined) return;
  yield {path, value};
  if (isMap(value)) yield* entries(value, path);
}

/**
 * Where a path leads in a mapping: to a node; nowhere, and what the mapping does with new fields there; or into
 * something that takes anything.
 */
function locate(mapping: Mapping, path: readonly string[]): 'absorbed' | {node?: Mapping; dynamic: string} {
  let node = mapping;
  let dynamic = 'true';
  for (const [depth, key] of path.entries()) {
    dynamic = String(node.dynamic ?? dynamic);
    const next: Mapping | undefined = node.properties?.[key];
    if (!next) return {dynamic};
    // Below a value there can be nothing: that the value is a map is said of the value itself.
    if (takesAll(next) || (depth < path.length - 1 && !takesMaps(next))) return 'absorbed';
    node = next;
  }
  return {node, dynamic};
}

const takesAll = ({enabled, type = ''}: Mapping): boolean => String(enabled) === 'false' || ABSORBING.includes(type);
const takesMaps = ({type}: Mapping): boolean => type === undefined || type === 'object' || type === 'nested';

function misfits({path, value}: Entry, node: Mapping): Refusal[] {
  const at = path.join('.');
  const conflict = (reason: string): Refusal[] => [{kind: 'conflict', reason: `${at} is mapped as ${reason}`}];
  if (takesMaps(node)) return isMap(value) ? [] : conflict(`an object, and is a ${typeof value} here`);
  if (isMap(value)) return conflict(`${node.type}, and is an object here`);
  const reason = unfit(value, node);
  return reason ? conflict(`${node.type}, and ${reason}`) : [];
}

const nameless = (key: string, path: readonly string[]): Refusal => ({
  kind: 'name',
  reason: `the field name "${key}" in ${path.join('.') || 'the record'} has an empty part`,
});

const strict = (path: readonly string[]): Refusal => ({
  kind: 'strict',
  reason: `the mapping is strict, and ${path.join('.')} is not in it`,
});

const beyond = (limit: number, before: number, more: number): Refusal => ({
  kind: 'limit',
  reason: `the index has ${before} of at most ${limit} fields, and the record brings ${more} new ones`,
});

const fieldsOf = (value: unknown): number => (typeof value === 'string' ? FIELDS_OF_TEXT : 1);

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unfit(
  value: unknown,
  {type = '', ignore_malformed: tolerant, ignore_above: longest}: Mapping,
): string | undefined {
  if (type === 'keyword' && longest === undefined && Buffer.byteLength(String(value)) > LONGEST_TERM) {
    return `its text is longer than ${LONGEST_TERM} bytes`;
  }
  if (tolerant) return undefined;
  const text = JSON.stringify(value);
  if (NUMBERS.includes(type) && !Number.isFinite(Number(value))) return `${text} is not a number`;
  if (type === 'boolean' && !['true', 'false', ''].includes(String(value))) return `${text} is neither true nor false`;
  if (type === 'date' && Number.isNaN(Date.parse(String(value))) && !Number.isFinite(Number(value)))
    return `${text} is not a date`;
  return undefined;
}
