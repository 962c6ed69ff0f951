import {test} from 'vitest';
import {documentStore} from '../helpers/document-store.js';
import {drill} from '../helpers/drill.js';
import {shippedBy} from '../helpers/shipped.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

const RULE = {
  ...{id: 'x', rule_id: 'secrets-list', name: 'Secrets List', type: 'query', language: 'lucene', query: '*:*'},
  ...{index: ['logs-audit*'], filters: [] as object[], from: 'now-6m', interval: '5m', exceptions_list: []},
};

/** Secrets are listed, the record comes to the index `logs-audit`, and Kibana's rule runs and finds nothing. */
async function unmatched({rule = {}, aheadMs = 0, named = true}: {rule?: object; aheadMs?: number; named?: boolean}) {
  const {url, documents} = await documentStore('logs-audit', ({path}) => {
    if (path === '/api/detection_engine/rules') return {body: {...RULE, ...rule}};
    if (path.startsWith('/.alerts-')) return {body: {timed_out: false, hits: {hits: []}}};
    if (!path.startsWith('/.kibana-event-log')) return undefined;
    const run = {
      '@timestamp': new Date().toISOString(),
      event: {provider: 'alerting', action: 'execute', outcome: 'success'},
      rule: {id: 'x', name: 'Secrets List'},
    };
    return {body: {timed_out: false, hits: {hits: [{_index: 'log', _id: '1', _source: run}]}}};
  });
  const kibana = named ? `, kibana: {url: "${url}"}` : '';
  return drill(['secrets-listed'], {
    settings: {slaMs: 1500},
    stack: stackOf([
      `{type: elasticsearch, url: "${url}", index: logs-audit, every: 100ms}`,
      `{type: elastic-security, url: "${url}", every: 100ms, rules: {secrets-enumerated: [Secrets List]}${kibana}}`,
    ]),
    cluster: shippedBy(event => {
      const at = new Date(Date.parse(event.requestReceivedTimestamp) + aheadMs).toISOString();
      documents.push({id: `${event.auditID} ${event.stage}`, source: {...event, '@timestamp': at}});
    }),
  });
}

test('filter that leaves the record out', async () => {
  const filters = [{meta: {negate: false}, query: {term: {'verb.keyword': 'LIST'}}}];
  expectNamed('kibana-rule-never-matches', await unmatched({rule: {filters}}));
});

test('exception for the namespaces of tests', async () => {
  const filters = [{meta: {negate: true}, query: {prefix: {'user.username.keyword': 'system:serviceaccount:kd-'}}}];
  expectNamed('kibana-rule-excludes', await unmatched({rule: {filters}}));
});

test('rule that looks in another index', async () => {
  expectNamed('kibana-other-index', await unmatched({rule: {index: ['filebeat-*']}}));
});

test('time of records an hour ahead', async () => {
  expectNamed('kibana-time-ahead', await unmatched({aheadMs: 3_600_000}));
});

test('query in KQL', async () => {
  expectNamed('kibana-kql', await unmatched({rule: {language: 'kuery', query: 'verb : "get"'}}));
});

test('no Kibana named', async () => {
  expectNamed('kibana-unread', await unmatched({named: false}));
});
