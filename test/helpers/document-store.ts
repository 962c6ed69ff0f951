import {valuesAt} from '../../src/lib/json/field-path.js';
import {loopback, type Received, type Reply} from './loopback.js';

/** A document as a store holds it. */
export interface Stored {
  id: string;
  index?: string;
  source: object;
}

type Query = Record<string, never>;

/**
 * A store that holds documents and answers searches by evaluating the query, as far as the sources ask: dynamic mapping,
 * in which each text is there as words and as `.keyword`. `more` answers other paths, or these ones otherwise.
 */
export async function documentStore(index: string, more: (request: Received) => Reply | undefined = () => undefined) {
  const documents: Stored[] = [];
  const server = await loopback(request => more(request) ?? answer(request));
  const indexOf = (doc: Stored) => doc.index ?? index;

  function answer({path, query, body}: Received): Reply {
    if (path === '/') return {body: {version: {number: '8.15.0'}}};
    if (path.startsWith('/_resolve/index/')) return {body: {indices: [{name: index}], aliases: [], data_streams: []}};
    if (path.endsWith('/_field_caps')) return {body: {fields: caps(String(query.get('fields')).split(','))}};
    if (!path.endsWith('/_search')) return {status: 404, body: {error: 'not found'}};
    const {
      size = 10,
      query: asked,
      sort,
    } = body as {size?: number; query: Query; sort?: [Record<string, {order: string}>]};
    const [time, {order}] = Object.entries(sort?.[0] ?? {'@timestamp': {order: 'asc'}})[0] ?? ['', {order: 'asc'}];
    const key = (doc: Stored) => String(valuesAt(doc.source, time)[0] ?? '');
    const named = path.slice(1, -'/_search'.length).split(',');
    const inPath = documents.filter(doc => named.some(name => like(name, indexOf(doc))));
    const found = inPath.filter(doc => holds(asked, doc)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
    if (order === 'desc') found.reverse();
    const hits = found.slice(0, size).map(doc => ({
      ...{_index: indexOf(doc), _id: doc.id, _source: doc.source},
      sort: [key(doc), doc.id],
    }));
    return {body: {timed_out: false, hits: {hits}}};
  }

  function caps(patterns: string[]) {
    const names = new Set(documents.flatMap(doc => [...flat(doc.source)].map(([name]) => name)));
    const all = [...names].flatMap(name => [
      [name, {text: {searchable: true}}],
      [`${name}.keyword`, {keyword: {searchable: true}}],
    ]) as [string, object][];
    return Object.fromEntries(all.filter(([name]) => patterns.some(pattern => like(pattern, name))));
  }

  return {...server, documents};
}

const like = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);

function* flat(value: unknown, path = ''): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else
    for (const [key, inner] of Object.entries(value))
      yield* flat(inner, Array.isArray(value) ? path : [path, key].filter(Boolean).join('.'));
}

const words = (text: unknown): string[] =>
  String(text)
    .toLowerCase()
    .match(/[\p{L}\p{N}_]+/gu) ?? [];

function phrased(text: unknown, phrase: string): boolean {
  return ` ${words(text).join(' ')} `.includes(` ${words(phrase).join(' ')} `);
}

/** The values of a field; `exact` where it is the keyword of a text, which a store leaves out beyond 256 signs. */
function fieldOf({source}: Stored, name: string): {values: unknown[]; exact: boolean} {
  const exact = name.endsWith('.keyword');
  const path = exact ? name.slice(0, -'.keyword'.length) : name;
  const values = [...flat(source)].filter(([at]) => at === path).map(([, value]) => value);
  return {exact, values: exact ? values.filter(value => String(value).length <= 256) : values};
}

const EVALUATED: Record<string, (asked: never, doc: Stored) => boolean> = {
  match_all: () => true,
  match_none: () => false,
  bool: ({filter = [], must = [], should = [], must_not: not = []}: Record<string, Query[]>, doc) =>
    [filter, must].flat().every(q => holds(q, doc)) &&
    (!should.length || should.some(q => holds(q, doc))) &&
    ![not].flat().some(q => holds(q, doc)),
  ids: ({values}: {values: string[]}, doc) => values.includes(doc.id),
  exists: ({field}: {field: string}, doc) => fieldOf(doc, field).values.some(value => value != null),
  term: (asked: Record<string, unknown>, doc) => Object.entries(asked).every(([f, v]) => has(doc, f, [v])),
  terms: (asked: Record<string, unknown[]>, doc) => Object.entries(asked).every(([f, v]) => has(doc, f, v)),
  match_phrase: (asked: Record<string, string>, doc) =>
    Object.entries(asked).every(([f, v]) => fieldOf(doc, f).values.some(value => phrased(value, v))),
  prefix: (asked: Record<string, string>, doc) =>
    Object.entries(asked).every(([f, v]) => fieldOf(doc, f).values.some(value => String(value).startsWith(v))),
  wildcard: (asked: Record<string, {value: string}>, doc) =>
    Object.entries(asked).every(([f, v]) => fieldOf(doc, f).values.some(value => like(v.value, String(value)))),
  query_string: ({query}: {query: string}, doc) =>
    [...flat(doc.source)].some(([, value]) => typeof value === 'string' && phrased(value, query)),
  range: (asked: Record<string, {gte?: string; lte?: string}>, doc) =>
    Object.entries(asked).every(([f, {gte, lte}]) =>
      valuesAt(doc.source, f).some(
        v =>
          (gte === undefined || Date.parse(String(v)) >= Date.parse(gte)) &&
          (lte === undefined || Date.parse(String(v)) <= Date.parse(lte)),
      ),
    ),
};

/** A value is compared whole where it is exact, else word by word, and case does not count. */
function has(doc: Stored, field: string, wanted: readonly unknown[]): boolean {
  const plain = wanted.map(one => (typeof one === 'object' && one ? (one as {value: unknown}).value : one));
  const {exact, values} = fieldOf(doc, field);
  if (field === '_index') return plain.includes(doc.index);
  return values.some(value =>
    exact || typeof value !== 'string'
      ? plain.some(one => String(one) === String(value))
      : plain.some(one => words(value).includes(String(one))),
  );
}

function holds(query: Query, doc: Stored): boolean {
  return Object.entries(query).every(([kind, asked]) => {
    const evaluate = EVALUATED[kind];
    if (!evaluate) throw new Error(`this store knows no query ${kind}`);
    return evaluate(asked as never, doc);
  });
}
