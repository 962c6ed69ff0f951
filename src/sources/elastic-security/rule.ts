import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import type {ReadRule} from '../elasticsearch/investigate/against-rule.js';
import type {HttpClient} from '../http/http.js';
import type {Clause} from '../store/clauses.js';

/** A rule of Kibana, and how far before its run it looks. */
export interface KibanaRule extends ReadRule {
  lookBackMs: number;
}

/**
 * A rule as Kibana's API tells it.
 *
 * @see https://www.elastic.co/docs/api/doc/kibana/operation/operation-readrule
 */
const Rule = z.looseObject({
  name: z.string(),
  type: z.string(),
  language: z.string().nullish(),
  query: z.unknown(),
  index: z.array(z.string()).nullish(),
  data_view_id: z.string().nullish(),
  filters: z
    .array(
      z.looseObject({
        meta: z.looseObject({negate: z.boolean().nullish(), disabled: z.boolean().nullish()}).nullish(),
        query: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
  from: z.string().default('now-6m'),
  timestamp_override: z.string().nullish(),
  exceptions_list: z.array(z.unknown()).nullish(),
});
type Rule = z.output<typeof Rule>;

/** Every rule of the Security app looks here where it names no index. */
const ALL_INDICES = '*';

/** Reads a rule by the id that the event log has for it; undefined where Kibana does not show it to these credentials. */
export async function readKibanaRule(
  kibana: HttpClient,
  {id, space}: {id: string; space: string | undefined},
  signal: AbortSignal,
): Promise<KibanaRule | undefined> {
  const prefix = space === undefined ? '' : `/s/${encodeURIComponent(space)}`;
  const answer = await kibana.ask(`${prefix}/api/detection_engine/rules`, {query: {id}, signal}).catch(() => {
    signal.throwIfAborted();
  });
  const {data} = Rule.safeParse(answer);
  return data && ruleOf(data);
}

function ruleOf(rule: Rule): KibanaRule {
  const {name, index, from, timestamp_override: override, filters} = rule;
  const {clauses, untried} = queryOf(rule);
  const own = (filters ?? []).flatMap(({meta, query}) => {
    if (!query || meta?.disabled) return [];
    return [meta?.negate ? {bool: {must_not: [query]}} : query];
  });
  const not = [
    untried,
    index?.length ? undefined : `its data view ${rule.data_view_id ?? ''}`.trim(),
    rule.exceptions_list?.length ? 'its lists of exceptions' : undefined,
  ].filter(one => one !== undefined);
  return {
    name,
    index: index?.length ? index.join(',') : ALL_INDICES,
    timestampField: override ?? '@timestamp',
    filter: [...clauses, ...own],
    lookBackMs: parseDuration(from.replace(/^now-/, '')) ?? 0,
    ...(not.length && {untried: not.join(', and ')}),
  };
}

/** What of a rule's query the store can be asked. KQL, EQL and ES|QL are translated or run by Kibana, which is not done here. */
function queryOf({type, language, query}: Rule): {clauses: Clause[]; untried?: string} {
  const isQuery = ['query', 'saved_query', 'threshold', 'new_terms', 'threat_match'].includes(type);
  if (typeof query !== 'string' || query.trim() === '' || query.trim() === '*:*' || query.trim() === '*') {
    return isQuery ? {clauses: []} : {clauses: [], untried: `what a rule of type ${type} compares`};
  }
  if (isQuery && language === 'lucene') return {clauses: [{query_string: {query, analyze_wildcard: true}}]};
  return {
    clauses: [],
    untried: `its query in ${LANGUAGES[language ?? ''] ?? language ?? type}, ${JSON.stringify(query)}`,
  };
}

const LANGUAGES: Readonly<Record<string, string>> = {kuery: 'KQL', eql: 'EQL', esql: 'ES|QL'};
