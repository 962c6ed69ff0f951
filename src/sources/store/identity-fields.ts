import {z} from 'zod';
import {plain} from '../../lib/text/plain-name.js';
import {parseAs} from '../kit/parse.js';
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
  /** Fields that hold a whole line, as words or as it is. */
  line: Searchable;
  /**
   * How much of it the index said: `none`, and all are the usual names; `lines`, text fields of usual names, in which no
   * event was seen yet; `some`, and the usual names for the rest; `all`.
   */
  mapped: 'none' | 'lines' | 'some' | 'all';
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

/** What is asked of an index. */
export interface Wanted {
  index: string;
  shape: EventShape;
  /** Fields that were seen to hold the event as text, beside the usual ones. */
  texts?: readonly string[];
}

/**
 * How an index maps what identifies a request, as it is now. A template may map the audit id alone, and an index that
 * nobody has written to yet maps nothing; for the rest the usual names are tried, which costs nothing where they are
 * not there.
 */
export async function identityPaths(
  store: Store,
  {index, shape, texts = []}: Wanted,
  signal: AbortSignal,
): Promise<IdentityPaths> {
  const lines = [...linesOf(shape), ...texts];
  const query = {
    fields: [...PATTERNS, ...lines.flatMap(f => [f, `${f}.*`])].join(','),
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
  const isLine = (name: string) => lines.includes(name);
  const line = {exact: exact.filter(isLine), analysed: analysed.filter(isLine)};
  const found = {
    auditId: named('auditid'),
    user: named('(?<!impersonated)userusername'),
    userAgent: named('useragent'),
  };
  if (isKnown(line) && !isKnown(found.auditId)) {
    return {...found, line, mapped: texts.length || shape !== 'auto' ? 'all' : 'lines'};
  }
  return withUsual({...found, line}, shape);
}

const linesOf = (shape: EventShape): readonly string[] =>
  typeof shape === 'object' && 'json' in shape ? [shape.json] : shape === 'auto' ? TEXT_FIELDS : [];

const isKnown = ({exact, analysed}: Searchable): boolean => exact.length + analysed.length > 0;

/**
 * The names that the event has where the stack file puts it, or where the audit id is: also right where a field above
 * them is flattened, or has no record yet.
 */
function withUsual(paths: Omit<IdentityPaths, 'mapped'>, shape: EventShape): IdentityPaths {
  const {auditId, user, userAgent, line} = paths;
  if ([auditId, user, userAgent].every(isKnown)) return {...paths, mapped: 'all'};
  const prefix = prefixOf(auditId) ?? (typeof shape === 'object' && 'under' in shape ? `${shape.under}.` : '');
  const usual = (name: string, known: Searchable): Searchable =>
    isKnown(known) ? known : {exact: [`${prefix}${name}`, `${prefix}${name}.keyword`], analysed: []};
  return {
    auditId: usual('auditID', auditId),
    user: usual('user.username', user),
    userAgent: usual('userAgent', userAgent),
    line,
    mapped: isKnown(auditId) ? 'some' : 'none',
  };
}

/** What stands before the audit id's own name: `kubernetes.audit.`. */
const prefixOf = ({exact, analysed}: Searchable): string | undefined =>
  [...exact, ...analysed].map(name => /^(.*?)audit_?id/i.exec(name)?.[1]).find(prefix => prefix !== undefined);
