import {z} from 'zod';
import {messageOf} from '../../lib/errors.js';
import {valuesAt} from '../../lib/json/field-path.js';
import {readRecord} from '../record/read.js';
import type {Hit, Store} from './store.js';

/** A part of a query, as stores take it: one kind, and what it asks. */
export type Clause = Readonly<Record<string, unknown>>;

const MappedField = z.record(
  z.string(),
  z.looseObject({
    mappings: z.record(z.string(), z.looseObject({mapping: z.record(z.string(), z.looseObject({type: z.string()}))})),
  }),
);

/** One record, and the store that can say what it matches. */
export interface Tried {
  store: Store;
  hit: Hit;
}

/** Whether the store itself finds a record by a clause. @throws Error with what the store says of the clause. */
export async function finds({store, hit}: Tried, clause: Clause, signal: AbortSignal): Promise<boolean> {
  const filter = [{ids: {values: [hit.id]}}, clause];
  const found = await store.search(hit.index, {query: {bool: {filter}}, size: 1, track_total_hits: false}, signal);
  return found.length > 0;
}

/** Why a clause leaves a record out, down to the part and the field that do; undefined when it does not. */
export async function leavesOut(tried: Tried, clause: Clause, signal: AbortSignal): Promise<string | undefined> {
  try {
    if (await finds(tried, clause, signal)) return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return `the store cannot run ${JSON.stringify(clause)}: ${messageOf(error)}`;
  }
  const [kind = '', asked] = Object.entries(clause)[0] ?? [];
  return kind === 'bool' ? boolText(tried, asked as Bool, signal) : leafText(tried, kind, asked, signal);
}

interface Bool {
  filter?: Clause | Clause[];
  must?: Clause | Clause[];
  should?: Clause | Clause[];
  must_not?: Clause | Clause[];
}

async function boolText(tried: Tried, bool: Bool, signal: AbortSignal): Promise<string> {
  const parts = (key: keyof Bool): Clause[] => [bool[key] ?? []].flat() as Clause[];
  for (const part of [...parts('filter'), ...parts('must')]) {
    const why = await leavesOut(tried, part, signal);
    if (why !== undefined) return why;
  }
  for (const part of parts('must_not')) {
    if (await finds(tried, part, signal)) return `must_not ${await said(tried, part)} is true of it`;
  }
  const whys = await Promise.all(parts('should').map(part => leavesOut(tried, part, signal)));
  return `none of its alternatives is true: ${whys.filter(why => why !== undefined).join('; or ')}`;
}

async function said({hit}: Tried, clause: Clause): Promise<string> {
  const [kind = '', asked] = Object.entries(clause)[0] ?? [];
  const [field] = fieldsOf(kind, asked);
  return `${wanted(kind, asked)}${field === undefined ? '' : ` (the record has ${valueText(hit, field)})`}`;
}

/** `term objectRef.resource.keyword: "secrets"`. */
function wanted(kind: string, asked: unknown): string {
  if (kind === 'query_string' || kind === 'simple_query_string') return `${kind} "${queryOf(asked)}"`;
  if (kind === 'exists') return `exists ${(asked as {field?: string} | undefined)?.field}`;
  const entries = Object.entries((asked ?? {}) as object).filter(([key]) => key !== 'boost');
  return `${kind} ${entries.map(([field, value]) => `${field}: ${JSON.stringify(bare(value))}`).join(', ')}`;
}

const bare = (value: unknown): unknown => {
  const {value: inner, query} = (typeof value === 'object' && value ? value : {}) as {value?: unknown; query?: unknown};
  return inner ?? query ?? value;
};

const queryOf = (asked: unknown): string => String((asked as {query?: unknown} | undefined)?.query ?? '');

/** The fields that a clause reads; of a query text, those that stand before a colon. */
export function fieldsOf(kind: string, asked: unknown): string[] {
  if (kind === 'exists') return [String((asked as {field?: unknown} | undefined)?.field ?? '')];
  if (kind.endsWith('query_string')) {
    return [...queryOf(asked).matchAll(/(?:^|[\s(!+-])([\w@][\w.@/\\-]*):/g)].map(([, field = '']) =>
      field.replaceAll('\\', ''),
    );
  }
  return Object.keys((asked ?? {}) as object).filter(key => key !== 'boost' && key !== '_name');
}

async function leafText(tried: Tried, kind: string, asked: unknown, signal: AbortSignal): Promise<string> {
  const notes: string[] = [];
  for (const field of fieldsOf(kind, asked)) notes.push(await noteOf(tried, field, signal));
  return `${wanted(kind, asked)}${notes.length ? `, and ${[...new Set(notes)].join(', ')}` : ' is not true of it'}`;
}

/** A text is mapped once as words, and once more under a name of its own as it is. */
const withoutSub = (field: string): string => field.replace(/\.(keyword|raw|text)$/, '');

async function noteOf({store, hit}: Tried, field: string, signal: AbortSignal): Promise<string> {
  const name = withoutSub(field);
  if (!valuesAt(hit.source, name).length) {
    const other = otherName(hit, name);
    return `the record has no ${name}${other === undefined ? '' : `: it is ${other} there`}`;
  }
  const type = await typeOf(store, hit.index, field, signal);
  const how =
    type === 'none'
      ? `${field} is not mapped`
      : type === 'text' || type === 'match_only_text'
        ? `${field} is of type ${type}, so words of it in small letters are compared`
        : undefined;
  return `the record has ${valueText(hit, field)}${how === undefined ? '' : `; ${how} in ${hit.index}`}`;
}

function valueText({source}: Hit, field: string): string {
  const values = valuesAt(source, withoutSub(field));
  const text = JSON.stringify(values.length === 1 ? values[0] : values) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** What the record calls a field of an audit event. */
function otherName({source}: Hit, field: string): string | undefined {
  const recorded = readRecord(source);
  if (!recorded) return undefined;
  const own = recorded.names.get(field) ?? recorded.names.get(field.replace(/^.*?(?=annotations\.)/, ''));
  const known = own ?? [...recorded.names].find(([name]) => field.endsWith(`.${name}`))?.[1];
  const {place} = recorded;
  if (place.kind === 'json') return `part of the text in ${place.path}`;
  if (known === undefined) return undefined;
  return place.kind === 'under' ? `${place.path}.${known}` : known;
}

/** The type of a field, `none` where the index does not map it; undefined where the store does not tell its mapping. */
async function typeOf(store: Store, index: string, field: string, signal: AbortSignal): Promise<string | undefined> {
  const path = `/${encodeURIComponent(index)}/_mapping/field/${encodeURIComponent(field)}`;
  const {data} = MappedField.safeParse(await store.ask(path, {signal}).catch(() => signal.throwIfAborted()));
  const [known] = Object.values(data ?? {});
  if (!known) return undefined;
  const {mapping} = known.mappings[field] ?? {};
  return (mapping && Object.values(mapping)[0]?.type) ?? 'none';
}
