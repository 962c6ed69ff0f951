import {z} from 'zod';
import {againstRecord, type Records, type Window, type Words} from '../elasticsearch/investigate/against-rule.js';
import {NAME_A_RULE, noRuleClaims} from '../kit/source-type.js';
import type {Explanation, Investigation, Source} from '../source.js';
import type {KibanaRule} from './rule.js';

/** Where Kibana writes down each run of a rule, which rules count, and where they can be read. */
export interface RunLog extends Records {
  /** Reads a rule by its id in the event log; absent: the stack file names no Kibana. */
  read?: (id: string, signal: AbortSignal) => Promise<KibanaRule | undefined>;
  eventLog: string;
  claims: Source['claims'];
}

/**
 * One run of a rule.
 *
 * @see https://www.elastic.co/docs/explore-analyze/alerting/alerts/event-log-index
 */
const Run = z.looseObject({
  '@timestamp': z.string(),
  message: z.string().optional(),
  event: z.looseObject({outcome: z.string().optional(), start: z.string().optional()}),
  rule: z.looseObject({id: z.string().optional(), name: z.string().optional()}),
  error: z.looseObject({message: z.string().optional()}).optional(),
});
type Run = z.output<typeof Run>;

/** `now-6m`: what the Security app sets for a rule that runs every five minutes. */
const USUAL_LOOK_BACK_MS = 360_000;
/** At most this many runs are read: all prebuilt rules together make some 200 a minute. */
const READ = 1000;

/**
 * Why no rule of Elastic Security alerted: none that is meant has run since, or its run failed, or it matched nothing.
 */
export async function investigateRuns(
  {eventLog, claims, read, ...records}: RunLog,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const filter = [
    {range: {'@timestamp': {gte: about.since.toISOString()}}},
    {term: {'event.provider': 'alerting'}},
    {term: {'event.action': 'execute'}},
  ];
  const sort = [{'@timestamp': {order: 'desc', unmapped_type: 'date'}}];
  const hits = await records.store.search(
    eventLog,
    {query: {bool: {filter}}, sort, size: READ, track_total_hits: false},
    signal,
  );
  const runs = hits.flatMap(hit => Run.safeParse(hit.source).data ?? []);
  const meant = ({rule: {id = '', name = ''}}: Run) => claims?.(about.expected, {id, title: name}) ?? true;
  const ours = runs.filter(meant);
  if (!ours.length) return notRun(runs, about);
  const failure = ours.find(run => run.event.outcome === 'failure');
  const names = [...new Set(ours.map(nameOf))].slice(0, 5).join(', ');
  if (failure) {
    return {
      cause: `the run of ${nameOf(failure)} failed: ${failure.error?.message ?? failure.message ?? 'Kibana does not say why'}`,
      change: 'correct what it says: index pattern, privileges of the rule’s API key, query',
      proof: {rule: failure.rule.name, at: failure['@timestamp'], error: failure.error?.message},
    };
  }
  for (const run of ours.filter((one, i) => ours.findIndex(other => nameOf(other) === nameOf(one)) === i)) {
    const rule = run.rule.id === undefined ? undefined : await read?.(run.rule.id, signal);
    const runsOf = ours.filter(other => nameOf(other) === nameOf(run)).map(one => windowOf(one, rule));
    const unmatched = {name: nameOf(run), runs: runsOf, rule, words: wordsOf(nameOf(run), read !== undefined)};
    const why = await againstRecord(records, unmatched, about, signal).catch(() => {
      // These credentials may read Kibana's books alone.
      signal.throwIfAborted();
    });
    if (why) return why;
  }
  return {
    cause: `${names} ran ${ours.length === 1 ? 'once' : `${ours.length} times`} since the attack without an alert on it; these credentials see no record of it in the store either`,
    change: 'look for the record first: without it no rule can match. Let these credentials read the index of the rule',
    proof: {
      runs: ours.slice(0, 5).map(run => ({rule: run.rule.name, at: run['@timestamp'], outcome: run.event.outcome})),
    },
  };
}

/** A rule looks back from its run for as long as it says; where it cannot be read, for as long as rules usually do. */
function windowOf(run: Run, rule: KibanaRule | undefined): Window {
  const end = run.event.start ?? run['@timestamp'];
  const from = new Date(Date.parse(end) - (rule?.lookBackMs ?? USUAL_LOOK_BACK_MS));
  return {starttime: from.toISOString(), endtime: run['@timestamp']};
}

const wordsOf = (name: string, asked: boolean): Words => ({
  late: `a longer additional look-back time of ${name}`,
  timeField: `timestamp override of ${name}`,
  unread: asked
    ? {
        why: 'Kibana does not show the rule to these credentials',
        change: `let the credentials of this source read rules (Security: Read) in that space, or try the query of ${name} on the record in Discover`,
      }
    : {
        why: 'the stack file names no Kibana of which it could be asked',
        change: `name \`kibana\` of this source: index, look-back and query of ${name} are then tried on the record`,
      },
});

const notRun = (runs: readonly Run[], {expected}: Investigation): Explanation => ({
  cause: runs.length
    ? noRuleClaims('Kibana', expected, runs.map(nameOf), 'ran')
    : 'Kibana has run no rule since the attack',
  change: `enable the rule, or ${NAME_A_RULE}; its interval (5 m unless set) plus its run must fit the SLA`,
  proof: {runs: runs.length},
});

const nameOf = ({rule: {name, id}}: Run): string => name ?? id ?? 'a rule without a name';
