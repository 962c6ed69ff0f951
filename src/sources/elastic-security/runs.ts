import {z} from 'zod';
import {NAME_A_RULE, noRuleClaims} from '../kit/source-type.js';
import type {Explanation, Investigation, Source} from '../source.js';
import type {Store} from '../store/store.js';

/** Where Kibana writes down each run of a rule, and which rules count. */
export interface RunLog {
  store: Store;
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
  event: z.looseObject({outcome: z.string().optional()}),
  rule: z.looseObject({id: z.string().optional(), name: z.string().optional()}),
  error: z.looseObject({message: z.string().optional()}).optional(),
});
type Run = z.output<typeof Run>;

/** So many runs are read: all prebuilt rules together make some 200 a minute. */
const READ = 1000;

/** Why no rule of Elastic Security alerted: none that is meant has run since, or its run failed, or it matched nothing. */
export async function investigateRuns(
  {store, eventLog, claims}: RunLog,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const filter = [
    {range: {'@timestamp': {gte: about.since.toISOString()}}},
    {term: {'event.provider': 'alerting'}},
    {term: {'event.action': 'execute'}},
  ];
  const sort = [{'@timestamp': {order: 'desc', unmapped_type: 'date'}}];
  const hits = await store.search(
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
  return {
    cause: `${names} ran ${ours.length} times since the attack without an alert on it`,
    change:
      "compare the rule's query, exceptions and look-back with the record: names of fields, audit level, decision, source IP",
    proof: {
      runs: ours.slice(0, 5).map(run => ({rule: run.rule.name, at: run['@timestamp'], outcome: run.event.outcome})),
    },
  };
}

const notRun = (runs: readonly Run[], {expected}: Investigation): Explanation => ({
  cause: runs.length
    ? noRuleClaims('Kibana', expected, runs.map(nameOf), 'ran')
    : 'Kibana has run no rule since the attack',
  change: `enable the rule, or ${NAME_A_RULE}; its interval (5 m unless set) plus its run must fit the SLA`,
  proof: {runs: runs.length},
});

const nameOf = ({rule: {name, id}}: Run): string => name ?? id ?? 'a rule without a name';
