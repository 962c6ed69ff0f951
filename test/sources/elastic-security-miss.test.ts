import {expect, test} from 'vitest';
import {auditEvent} from '../helpers/audit-event.js';
import {documentStore} from '../helpers/document-store.js';
import {never, openSource} from '../helpers/source.js';

const SINCE = new Date();
const EVENT = auditEvent('kd-1a2b3c', SINCE);
const ABOUT = {
  ...{stage: 'alerted' as const, expected: {rules: {'elastic-security': ['Secrets List']}}, token: 'kd-1a2b3c'},
  ...{auditIds: [EVENT.auditID], events: [EVENT], since: SINCE},
};
const RULE = {
  ...{id: 'x', rule_id: 'secrets-list', name: 'Secrets List', type: 'query', language: 'lucene', query: '*:*'},
  ...{index: ['logs-audit*'], filters: [] as object[], from: 'now-6m', interval: '5m', exceptions_list: [] as object[]},
};

interface Change {
  rule?: object | number;
  timestamp?: string;
  named?: boolean;
}

/** What is said of a rule that ran once since the attack and found nothing, with the record in the index `logs-audit`. */
async function why({rule = {}, timestamp = EVENT.requestReceivedTimestamp, named = true}: Change) {
  const run = {
    '@timestamp': new Date(SINCE.getTime() + 2000).toISOString(),
    event: {provider: 'alerting', action: 'execute', outcome: 'success'},
    rule: {id: 'x', name: 'Secrets List'},
  };
  const {url, documents, received} = await documentStore('logs-audit', ({path}) => {
    if (path === '/s/soc/api/detection_engine/rules')
      return typeof rule === 'number' ? {status: rule, body: {}} : {body: {...RULE, ...rule}};
    if (!path.startsWith('/.kibana-event-log')) return undefined;
    return {body: {timed_out: false, hits: {hits: [{_index: 'log', _id: '1', _source: run}]}}};
  });
  documents.push({id: 'r-1', source: {...EVENT, '@timestamp': timestamp}});
  const kibana = named ? {kibana: {url, space: 'soc'}} : {};
  const {source} = openSource({type: 'elastic-security', url, every: '1h', ...kibana});
  return {found: await source.investigate?.(ABOUT, never), received};
}

test.each<[string, Change, string | RegExp]>([
  [
    'a filter leaves the record out: the field is named',
    {rule: {filters: [{meta: {negate: false}, query: {term: {'verb.keyword': 'LIST'}}}]}},
    'the filter of Secrets List leaves the record in logs-audit out: term verb.keyword: "LIST", and the record has "list"',
  ],
  [
    'a filter that is negated does',
    {rule: {filters: [{meta: {negate: true}, query: {term: {'verb.keyword': 'list'}}}]}},
    /^the filter of Secrets List leaves the record in logs-audit out: must_not term verb\.keyword: "list"/,
  ],
  [
    'its query in Lucene does',
    {rule: {query: 'verb:LIST AND nobody'}},
    /^the filter of Secrets List leaves the record in logs-audit out: query_string "verb:LIST AND nobody", and the record has "list"$/,
  ],
  [
    'it looks in another index',
    {rule: {index: ['filebeat-*', 'winlogbeat-*']}},
    'Secrets List looks in filebeat-*,winlogbeat-*, and the record is in logs-audit',
  ],
  [
    'the time of the record is outside of every window',
    {timestamp: new Date(SINCE.getTime() + 3_600_000).toISOString()},
    /^Secrets List has looked from .* 1 h 00 m after the attack: no run's window covers it$/,
  ],
  [
    'its query is KQL, which no store can be asked: what could not be tried is said',
    {rule: {language: 'kuery', query: 'verb : "get"', exceptions_list: [{id: 'e'}]}},
    'index and windows of Secrets List cover the record in logs-audit, and it was not found; what could not be tried on it: its query in KQL, "verb : \\"get\\"", and its lists of exceptions',
  ],
  [
    'all of it finds the record now: it came later',
    {},
    'the filter of Secrets List finds the record in logs-audit now, and found none while its runs covered it: it came to the index after them',
  ],
  [
    'Kibana does not show the rule',
    {rule: 403},
    'Secrets List ran 1 times since the attack, over the time of the record in logs-audit, and did not find it; which part of its filter excludes it is not known: Kibana does not show the rule to these credentials',
  ],
  [
    'no Kibana is named',
    {named: false},
    'Secrets List ran 1 times since the attack, over the time of the record in logs-audit, and did not find it; which part of its filter excludes it is not known: the stack file names no Kibana of which it could be asked',
  ],
])('why a rule of Elastic Security found nothing: %s', async (_name, change, cause) => {
  const {found, received} = await why(change);
  if (typeof cause === 'string') expect(found?.cause).toBe(cause);
  else expect(found?.cause).toMatch(cause);
  if (change.named !== false)
    expect(received.find(r => r.path.includes('detection_engine'))?.query.get('id')).toBe('x');
});
