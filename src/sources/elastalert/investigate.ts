import {z} from 'zod';
import {formatDuration} from '../../lib/duration.js';
import {againstRecord, type Words} from '../elasticsearch/investigate/against-rule.js';
import {NAME_A_RULE, noRuleClaims} from '../kit/source-type.js';
import type {Explanation, Investigation} from '../source.js';
import {type Books, Run} from './books.js';

const Silence = z.looseObject({'@timestamp': z.string(), rule_name: z.string(), until: z.string()});
type Silence = z.output<typeof Silence>;
const Fault = z.looseObject({
  message: z.string(),
  data: z.looseObject({rule: z.string().optional()}).optional(),
});

/** At most this many entries of each book are read: a rule that runs every second makes that many in eight minutes. */
const READ = 500;

/** Why no rule of ElastAlert2 alerted: it does not run, its rule failed, matched nothing, or was silenced. */
export async function investigateRule(
  books: Books,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  // Runs before the attack as well: only by them it can be told what a run found anew.
  const all = await entries(books, {book: 'status', schema: Run, since: undefined}, signal);
  const isSince = (run: Run) => Date.parse(run['@timestamp']) >= about.since.getTime();
  const runs = all.filter(isSince);
  const meant = ({rule_name: id}: {rule_name: string}) => books.claims?.(about.expected, {id, title: id}) ?? true;
  const faults = await entries(books, {book: 'error', schema: Fault, since: about.since}, signal);
  const fault = faults.find(f => f.data?.rule === undefined || meant({rule_name: f.data.rule}));
  const ours = runs.filter(meant);
  // Where no rule runs at all, the fault of any explains it.
  const why = fault ?? (runs.length ? undefined : faults[0]);
  if (!ours.length) return why ? failed(why) : notRun(runs, about);
  const matched = ours.filter(run => run.matches > 0);
  const silences = await entries(books, {book: 'silence', schema: Silence, since: undefined}, signal);
  return (
    swallowed(silences, matched, about) ??
    (fault ? failed(fault) : await noMatch(books, {ours, all: all.filter(meant)}, about, signal))
  );
}

async function entries<T>(
  {store, index}: Books,
  {book, schema, since}: {book: string; schema: z.ZodType<T>; since: Date | undefined},
  signal: AbortSignal,
): Promise<T[]> {
  const recent = since ? {range: {'@timestamp': {gte: since.toISOString()}}} : {match_all: {}};
  const sort = [{'@timestamp': {order: 'desc', unmapped_type: 'date'}}];
  const hits = await store.search(
    `${index}_${book}`,
    {query: recent, sort, size: READ, track_total_hits: false},
    signal,
  );
  return hits.flatMap(hit => schema.safeParse(hit.source).data ?? []);
}

function notRun(runs: readonly Run[], {expected}: Investigation): Explanation {
  if (!runs.length) {
    return {
      cause: 'ElastAlert2 has run no rule at all since the attack',
      change: 'start ElastAlert2, and check that writeback_index is the index of this source',
      proof: {runs: 0},
    };
  }
  const names = [...new Set(runs.map(run => run.rule_name))];
  return {
    cause: noRuleClaims('ElastAlert2', expected, names, 'ran'),
    change: `enable the rule (is_enabled, its file in rules_folder), or ${NAME_A_RULE}`,
    proof: {ran: names},
  };
}

const failed = ({message, data}: z.output<typeof Fault>): Explanation => ({
  cause: `ElastAlert2 failed: ${message}`,
  change: 'correct what it says; a rule with an uncaught error is disabled until ElastAlert2 is restarted',
  proof: {message, rule: data?.rule},
});

/** A silence is kept under the rule's name, or with `.` and the value of its query key. */
function swallowed(
  silences: readonly Silence[],
  matched: readonly Run[],
  {since}: Investigation,
): Explanation | undefined {
  for (const run of matched) {
    const silence = silences.find(
      s =>
        (s.rule_name === run.rule_name || s.rule_name.startsWith(`${run.rule_name}.`)) &&
        Date.parse(s.until) > since.getTime() &&
        Date.parse(s['@timestamp']) < Date.parse(run['@timestamp']),
    );
    if (!silence) continue;
    const byHand = silence.rule_name.endsWith('._silence');
    const forMs = Date.parse(silence.until) - Date.parse(silence['@timestamp']);
    return {
      cause: byHand
        ? `${run.rule_name} matched, but it was silenced by hand until ${silence.until}`
        : `${run.rule_name} matched, but had alerted already: its realert of ${formatDuration(forMs)} swallows what follows until ${silence.until}`,
      change: byHand
        ? 'end the silence (elastalert --silence)'
        : 'set realert to 0, or a query_key that differs from attack to attack, such as user.username',
      proof: {silence, run: {rule: run.rule_name, at: run['@timestamp'], matches: run.matches}},
    };
  }
  return undefined;
}

/** The runs of the rules that are meant: those since the attack, and all that are known. */
interface Runs {
  ours: readonly Run[];
  all: readonly Run[];
}

async function noMatch(
  books: Books,
  {ours, all}: Runs,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation> {
  const names = [...new Set(ours.map(run => run.rule_name))];
  const ran = `${names.join(', ')} ran ${ours.length === 1 ? 'once' : `${ours.length} times`} since the attack`;
  const matches = ours.reduce((sum, run) => sum + run.matches, 0);
  const found = ours.reduce((sum, run) => sum + foundAnew(run, all), 0);
  const proof = {
    runs: ours.slice(0, 5).map(({rule_name: rule, starttime, endtime, hits: n, matches: m}) => ({
      rule,
      starttime,
      endtime,
      hits: n,
      matches: m,
    })),
  };
  if (matches) {
    return {
      cause: `${ran} and matched, and none of its alerts can be told to be about the attack`,
      change:
        "compare the rule's filter with the record, and let its alerts carry what names it (include, _id, _index)",
      proof,
    };
  }
  // A rule of the type `any` matches whatever its filter finds.
  if (found) {
    return {
      cause: `${ran}, its filter found ${found} new ${found === 1 ? 'record' : 'records'}, and it made no match of them: too few for a rule that counts, or known to one that compares`,
      change: "lower the rule's num_events or threshold, widen its timeframe, or look at what it compares",
      proof,
    };
  }
  for (const name of names) {
    const runs = ours.filter(run => run.rule_name === name);
    const rule = books.rules().find(one => one.name === name);
    const why = await againstRecord(books, {name, runs, rule, words: wordsOf(name)}, about, signal).catch(() => {
      // These credentials may read ElastAlert2's books alone.
      signal.throwIfAborted();
    });
    if (why) return why;
  }
  return {
    cause: `${ran}, and its filter found no ${ours.some(run => run.hits) ? 'new ' : ''}record; these credentials see none of the attack in its store either`,
    change: 'look for the record first: without it no rule can match. Let these credentials read the index of the rule',
    proof,
  };
}

/** How many records a run found that the one before had not: windows overlap (buffer_time), and hits count again. */
function foundAnew(run: Run, all: readonly Run[]): number {
  const at = Date.parse(run['@timestamp']);
  const before = all
    .filter(other => other.rule_name === run.rule_name && Date.parse(other['@timestamp']) < at)
    .reduce<Run | undefined>(
      (newest, other) => (newest && newest['@timestamp'] > other['@timestamp'] ? newest : other),
      undefined,
    );
  if (!before || Date.parse(run.starttime) >= Date.parse(before.endtime)) return run.hits;
  return Math.max(0, run.hits - before.hits);
}

const wordsOf = (name: string): Words => ({
  late: `a longer buffer_time or query_delay of ${name}`,
  timeField: `timestamp_field of ${name}`,
  unread: {
    why: 'ElastAlert2 does not write that down, and no file of the rule is named',
    change: `name the file of ${name} under ruleFiles of this source: its index, filter and timestamp_field are then tried on the record`,
  },
});
