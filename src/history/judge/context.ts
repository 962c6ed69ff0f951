import {someOf} from '../../lib/text/some-of.js';
import type {FlatContext} from './night.js';

/** A field of what was under test that differs between two nights. */
export interface Change {
  field: string;
  /** Absent: it was not there. */
  from?: string;
  to?: string;
  /** What is in it: the rules of a pack that differ. */
  parts?: Change[];
}

const RULE = 'rules.byRule.';
const PACK = 'rules.pack';
const SCENARIO = 'scenarios.';

/**
 * What was under test as a flat map, which nights are put beside each other by: keys by their path, members of a list by
 * their `id`.
 */
export function flatContext(context: object, path = ''): FlatContext {
  const named = Array.isArray(context)
    ? context.map(({id, ...rest}: {id: string}) => [id, rest] as const)
    : Object.entries(context);
  const flat: Record<string, string> = {};
  for (const [key, value] of named) {
    if (isRecord(value)) Object.assign(flat, flatContext(value, `${path}${key}.`));
    else if (value !== undefined) flat[path + key] = String(value);
  }
  return flat;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * What differs between two nights, as far as it may concern some scenarios: the files of others are left out. Rules are
 * parts of their pack.
 */
export function changes(before: FlatContext, after: FlatContext, scenarios: readonly string[]): Change[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const concerns = (field: string) => !field.startsWith(SCENARIO) || scenarios.includes(field.slice(SCENARIO.length));
  const differing = fields
    .filter(field => before[field] !== after[field] && concerns(field))
    .map(field => ({field, ...optional('from', before[field]), ...optional('to', after[field])}));
  const rules = differing.filter(({field}) => field.startsWith(RULE));
  const hasPack = differing.some(({field}) => field === PACK);
  return differing
    .filter(change => !(hasPack && rules.includes(change)))
    .map(change => (change.field === PACK && rules.length ? {...change, parts: rules} : change));
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : {[key]: value}) as Partial<Record<K, string>>;

/** Hashes are as long as this or longer, and told by their beginning. */
const HASH = /^([0-9a-f]{8})[0-9a-f]{24,}$/;
const NAMES: Readonly<Record<string, string>> = {[PACK]: 'rule pack', auditPolicy: 'audit policy', 'vcs.ref': 'branch'};

/** A change for people: `rule pack 3f2a91bc → 91bc3f2a (pod-exec removed)`. */
export function changeText({field, from, to, parts = []}: Change): string {
  const name =
    NAMES[field] ?? field.replace(/^(scenarios|rules\.byRule)\./, word => (word === SCENARIO ? 'scenario ' : 'rule '));
  const what =
    from !== undefined && to !== undefined
      ? `${short(from)} → ${short(to)}`
      : fate({field, ...optional('from', from), ...optional('to', to)});
  const inside = parts.map(part => `${part.field.slice(RULE.length)} ${fate(part)}`);
  return `${name} ${what}${inside.length ? ` (${someOf(inside)})` : ''}`;
}

const short = (value: string): string => value.replace(HASH, '$1');

function fate({from, to}: Change): string {
  if (from === undefined) return 'added';
  return to === undefined ? 'removed' : 'changed';
}
