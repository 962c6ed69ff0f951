import {z} from 'zod';
import {parseAs} from '../parse.js';
import {plain} from '../record/plain.js';
import {TEXT_FIELDS} from '../record/read.js';
import type {EventShape} from '../record/shape.js';
import type {Store} from './store.js';

/** Fields of one meaning: those that hold it as it is, and those that a store has cut into words. */
export interface Searchable {
  exact: string[];
  analysed: string[];
}

/** Under which names an index can be searched for what identifies a request. */
export interface IdentityPaths {
  auditId: Searchable;
  user: Searchable;
  userAgent: Searchable;
  /** Text fields that hold a whole line. */
  line: string[];
  /** Whether the index said so; false: the usual names, since it maps none yet. */
  mapped: boolean;
}

const Caps = z.looseObject({
  fields: z.record(z.string(), z.record(z.string(), z.looseObject({searchable: z.boolean()}))),
});

const EXACT: readonly string[] = ['keyword', 'constant_keyword', 'wildcard', 'flattened', 'flat_object'];
const ANALYSED: readonly string[] = ['text', 'match_only_text'];

/** What is asked for: the store's patterns mind case, and know nothing of separators. */
const PATTERNS = [
  ...['*auditID*', '*auditId*', '*auditid*', '*audit_id*'],
  ...['*user.username*', '*user_username*', '*userAgent*', '*useragent*', '*user_agent*'],
];

/**
 * How an index maps what identifies a request, as it is now. An index that nobody has written to yet maps nothing; then
 * the usual names are tried, which costs nothing where they are not there.
 */
export async function identityPaths(
  store: Store,
  index: string,
  shape: EventShape,
  signal: AbortSignal,
): Promise<IdentityPaths> {
  const query = {
    fields: [...PATTERNS, ...lines(shape).flatMap(f => [f, `${f}.*`])].join(','),
    ignore_unavailable: 'true',
    allow_no_indices: 'true',
  };
  const {fields} = parseAs(
    Caps,
    await store.ask(`/${encodeURIComponent(index)}/_field_caps`, {query, signal}),
    'the mapping of fields',
  );
  const of = (kinds: readonly string[]) =>
    Object.entries(fields).flatMap(([name, types]) =>
      Object.entries(types).some(([type, {searchable}]) => searchable && kinds.includes(type)) ? [name] : [],
    );
  const [exact, analysed] = [of(EXACT), of(ANALYSED)];
  const named = (end: string): Searchable => {
    const fits = (name: string) => new RegExp(`${end}(keyword|raw|exact)?$`).test(plain(name));
    const whole = exact.filter(fits);
    return {exact: whole, analysed: analysed.filter(f => fits(f) && !whole.some(e => e.startsWith(`${f}.`)))};
  };
  return withUsual(
    {
      auditId: named('auditid'),
      user: named('(?<!impersonated)userusername'),
      userAgent: named('useragent'),
      line: analysed.filter(f => lines(shape).includes(f)),
      mapped: true,
    },
    shape,
  );
}

const lines = (shape: EventShape): readonly string[] =>
  typeof shape === 'object' && 'json' in shape ? [shape.json] : shape === 'auto' ? TEXT_FIELDS : [];

/** The names that the event has where the stack file puts it: also right where a field above them is flattened. */
function withUsual(paths: IdentityPaths, shape: EventShape): IdentityPaths {
  if (paths.line.length || paths.auditId.exact.length || paths.auditId.analysed.length) return paths;
  const prefix = typeof shape === 'object' && 'under' in shape ? `${shape.under}.` : '';
  const usual = (name: string) => ({exact: [`${prefix}${name}`, `${prefix}${name}.keyword`], analysed: []});
  return {
    ...paths,
    auditId: usual('auditID'),
    user: usual('user.username'),
    userAgent: usual('userAgent'),
    mapped: false,
  };
}
