import type {Clock} from '../../../lib/clock.js';
import {formatDuration} from '../../../lib/duration.js';
import {valueAt} from '../../../lib/json/field-path.js';
import type {Explanation, Investigation} from '../../source.js';
import {type Clause, leavesOut} from '../../store/clauses.js';
import {identityQuery} from '../../store/identity-query.js';
import {indicesEver} from '../../store/indices.js';
import type {Hit, Store} from '../../store/store.js';
import {KnownPaths} from '../known-paths.js';

/** Where rules look unless they say otherwise. */
const USUAL_TIME = '@timestamp';
/** At most this many records of an attack are tried; the one that fails least is taken as the one meant. */
const TRIED = 5;

/** A rule as far as it decides which records it finds. */
export interface ReadRule {
  name: string;
  /** Names or patterns, joined by commas. */
  index: string;
  timestampField: string;
  filter: readonly Clause[];
  /** What of it could not be tried on a record, such as a query in a language of its product's own. */
  untried?: string;
}

/** A window of time that one run of a rule looked through, RFC 3339. */
export interface Window {
  starttime: string;
  endtime: string;
}

/** What a rule's runs looked through, beside the attack. */
export interface Unmatched {
  name: string;
  runs: readonly Window[];
  /** The rule, where it can be read. */
  rule: ReadRule | undefined;
  words: Words;
}

/** What the product calls its settings. */
export interface Words {
  /** `a longer buffer_time or query_delay of x`: what a record needs that comes late. */
  late: string;
  /** `timestamp_field of x`. */
  timeField: string;
  /** Why it is not known by which part a rule leaves the record out, and what lets it be read. */
  unread: {why: string; change: string};
}

/** The store that holds the records. */
export interface Records {
  store: Store;
  clock: Clock;
}

/**
 * Why a rule that ran found no record of the attack: its index does not hold one, no run's window covers the record's
 * time, or a part of its filter leaves the record out. Undefined when the record itself is nowhere.
 */
export async function againstRecord(
  records: Records,
  unmatched: Unmatched,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const {rule} = unmatched;
  const index = rule && indicesEver(rule.index);
  const own = index === undefined ? [] : await recordsIn(records, index, about, signal);
  const elsewhere = own.length ? own : await recordsIn(records, '*', about, signal);
  const [first] = elsewhere;
  if (!first) return undefined;
  if (rule && !own.length) return otherIndex(unmatched, rule, first);
  const inWindow = elsewhere.filter(hit => covered(unmatched, hit));
  if (!inWindow.length) return outsideOfWindows(unmatched, first, about);
  return rule ? byFilter(records, {...unmatched, rule}, inWindow, signal) : unread(unmatched, inWindow[0] ?? first);
}

async function recordsIn(
  {store, clock}: Records,
  index: string,
  about: Investigation,
  signal: AbortSignal,
): Promise<Hit[]> {
  const ids = about.auditIds;
  const interest = {has: (id: string) => ids.includes(id), auditIds: () => [...ids], tokens: () => []};
  const paths = await new KnownPaths(store, 'auto', clock).at(index, signal);
  const hits = await store.search(
    index,
    {query: identityQuery(paths, interest), size: TRIED, track_total_hits: false},
    signal,
  );
  // What ElastAlert2 and Kibana wrote down of other alerts holds copies of records.
  return hits.filter(hit => COPIES.every(path => valueAt(hit.source, path) === undefined));
}

const COPIES = ['match_body', 'rule_name', 'kibana.alert.uuid'];

const refOf = ({index, id}: Hit): string => `${index}/${id}`;

function otherIndex({name}: Unmatched, rule: ReadRule, hit: Hit): Explanation {
  return {
    cause: `${name} looks in ${rule.index}, and the record is in ${hit.index}`,
    change: `name ${hit.index}, or a pattern for its like, as index of ${name}`,
    proof: {record: refOf(hit), index: rule.index},
  };
}

const timeFieldOf = ({rule}: Unmatched): string => rule?.timestampField ?? USUAL_TIME;
const timeOf = (unmatched: Unmatched, hit: Hit): number =>
  Date.parse(String(valueAt(hit.source, timeFieldOf(unmatched))));

const covered = (unmatched: Unmatched, hit: Hit): boolean => {
  const at = timeOf(unmatched, hit);
  return unmatched.runs.some(({starttime, endtime}) => Date.parse(starttime) <= at && at <= Date.parse(endtime));
};

function outsideOfWindows(unmatched: Unmatched, hit: Hit, {since}: Investigation): Explanation {
  const {name, runs, words} = unmatched;
  const field = timeFieldOf(unmatched);
  const value = valueAt(hit.source, field);
  const from = runs.map(run => run.starttime).sort()[0];
  const to = runs
    .map(run => run.endtime)
    .sort()
    .at(-1);
  const windows = `${name} has looked from ${from} to ${to}`;
  const proof = {record: refOf(hit), [field]: value ?? null, windows: {from, to}, attack: since.toISOString()};
  const at = timeOf(unmatched, hit);
  if (Number.isNaN(at)) {
    return {
      cause: `${windows} by ${field}, and the record in ${hit.index} has ${value === undefined ? 'none' : `${JSON.stringify(value)} there`}`,
      change: `let the shipper set ${field}, or name the date field of the records as ${words.timeField}`,
      proof,
    };
  }
  const offMs = at - since.getTime();
  const off = `${formatDuration(Math.abs(offMs))} ${offMs < 0 ? 'before' : 'after'} the attack`;
  return {
    cause: `${windows}, and ${field} of the record in ${hit.index} is ${String(value)}, ${off}: no run's window covers it`,
    change: `set the clocks of nodes and shippers, and check the time zone and time field of the parser; a record that comes late needs ${words.late}`,
    proof,
  };
}

async function byFilter(
  {store}: Records,
  {name, rule, words}: Unmatched & {rule: ReadRule},
  hits: readonly Hit[],
  signal: AbortSignal,
): Promise<Explanation> {
  const tried: {hit: Hit; why: string[]}[] = [];
  for (const hit of hits) {
    const why = await Promise.all(rule.filter.map(clause => leavesOut({store, hit}, clause, signal)));
    tried.push({hit, why: why.filter(one => one !== undefined)});
  }
  tried.sort((a, b) => a.why.length - b.why.length);
  const {hit, why} = tried[0] as {hit: Hit; why: string[]};
  const record = refOf(hit);
  if (!why.length && rule.untried !== undefined) {
    return {
      cause: `index and windows of ${name} cover the record in ${hit.index}, and it was not found; what could not be tried on it: ${rule.untried}`,
      change: words.unread.change,
      proof: {record, rule: rule.name, untried: rule.untried},
    };
  }
  if (!why.length) {
    return {
      cause: `the filter of ${name} finds the record in ${hit.index} now, and found none while its runs covered it: it came to the index after them`,
      change: `a record that comes late needs ${words.late}`,
      proof: {record, rule: rule.name},
    };
  }
  return {
    cause: `the filter of ${name} leaves the record in ${hit.index} out: ${why.join('; ')}`,
    change: `correct that part of the filter of ${name}, or let the shipper keep what it reads`,
    proof: {record, rule: rule.name, leftOutBy: why},
  };
}

const unread = ({name, runs, words}: Unmatched, hit: Hit): Explanation => ({
  cause: `${name} ran ${runs.length} times since the attack, over the time of the record in ${hit.index}, and did not find it; which part of its filter excludes it is not known: ${words.unread.why}`,
  change: words.unread.change,
  proof: {record: refOf(hit), runs: runs.length},
});
