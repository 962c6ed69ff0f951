import {describe, expect, test} from 'vitest';
import {auditEvent} from '../helpers/audit-event.js';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const OURS = auditEvent('kd-1a2b3c', new Date());

/** An alert as `GET _plugins/_alerting/monitors/alerts` lists it. */
const alertOf = (change: object = {}) => ({
  id: 'eQURa3gBKo1jAh6qUo49',
  version: 300,
  monitor_id: 'awUMa3gBKo1jAh6qu47E',
  schema_version: 2,
  monitor_version: 2,
  monitor_name: 'kubernetes audit',
  trigger_id: 'bQUQa3gBKo1jAh6qnY6G',
  trigger_name: 'secrets listed',
  state: 'ACTIVE',
  error_message: null,
  alert_history: [],
  severity: '1',
  action_execution_results: [{action_id: 'a', last_execution_time: Date.now(), throttled_count: 0}],
  start_time: Date.now(),
  last_notification_time: Date.now(),
  end_time: null,
  acknowledged_time: null,
  finding_ids: ['f-1'],
  related_doc_ids: ['r-1|k8s-audit'],
  ...change,
});

interface Served {
  alerts: object[];
  findings?: object[];
  records?: Record<string, object>;
}

const opensearch = (served: Served) =>
  loopback(({path, body, query}) => {
    if (path === '/') return {body: {version: {number: '2.19.1', distribution: 'opensearch'}}};
    if (path.endsWith('/alerts')) {
      const state = query.get('alertState');
      const found = served.alerts.filter(a => !state || (a as {state: string}).state === state);
      return {
        body: {
          alerts: query.get('startIndex') && query.get('startIndex') !== '0' ? [] : found,
          totalAlerts: found.length,
        },
      };
    }
    if (path.endsWith('/findings/_search')) return {body: {total_findings: 1, findings: served.findings ?? []}};
    const {docs} = body as {docs: {_index: string; _id: string}[]};
    const source = ({_id}: {_id: string}) => served.records?.[_id];
    return {body: {docs: docs.map(doc => ({...doc, found: source(doc) !== undefined, _source: source(doc)}))}};
  });

const open = (url: string, more: object = {}) => openSource({type: 'opensearch-alerting', url, every: '1h', ...more});

const about = {
  stage: 'alerted' as const,
  expected: {},
  token: 'kd-1a2b3c',
  auditIds: [OURS.auditID],
  events: [OURS],
  since: new Date(),
};

describe('an alert of a monitor', () => {
  test('is joined to the documents that it names with their index', async () => {
    const store = await opensearch({alerts: [alertOf()], records: {'r-1': OURS}});
    const opened = open(store.url);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals).toMatchObject([
      {
        claims: [{auditId: OURS.auditID}],
        rule: {id: 'kubernetes audit', title: 'secrets listed', level: '1'},
        evidence: {document: {documents: [{index: 'k8s-audit', id: 'r-1'}], state: 'ACTIVE'}},
      },
    ]);
    expect(opened.signals[0]).not.toHaveProperty('suppressed');
    expect(opened.source.firing?.()).toEqual([{rule: 'kubernetes audit', claims: []}]);
    expect(store.received.find(r => r.path === '/_mget')?.body).toEqual({docs: [{_index: 'k8s-audit', _id: 'r-1'}]});
    await opened.source.refresh?.(never);
    expect(opened.signals).toHaveLength(1);
  });

  test('from before the run is not told, but is known to be firing', async () => {
    const store = await opensearch({alerts: [alertOf({start_time: Date.now() - 3_600_000})]});
    const opened = open(store.url);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals).toEqual([]);
    expect(opened.source.firing?.()).toEqual([{rule: 'kubernetes audit', claims: []}]);
  });

  test('whose actions are all throttled told nobody; it is told when one has run', async () => {
    const served: Served = {
      alerts: [alertOf({action_execution_results: [{action_id: 'a', last_execution_time: 1000, throttled_count: 3}]})],
      records: {'r-1': OURS},
    };
    const store = await opensearch(served);
    const opened = open(store.url);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals[0]?.suppressed).toBe('its action is throttled');
    served.alerts = [alertOf()];
    await opened.source.refresh?.(never);
    expect(opened.signals.map(s => s.suppressed)).toEqual(['its action is throttled', undefined]);
  });

  test('that failed explains a miss, and so does one that lasts since before the attack', async () => {
    const failed = await opensearch({
      alerts: [alertOf({state: 'ERROR', error_message: 'Failed parsing trigger script'})],
    });
    expect((await open(failed.url).source.investigate?.(about, never))?.cause).toBe(
      'the trigger secrets listed failed: Failed parsing trigger script',
    );
    const lasting = await opensearch({alerts: [alertOf({start_time: Date.now() - 3_600_000})]});
    expect((await open(lasting.url).source.investigate?.(about, never))?.cause).toContain(
      'secrets listed alerts already, since before the attack',
    );
    const nothing = await opensearch({alerts: []});
    expect(await open(nothing.url).source.investigate?.(about, never)).toBeUndefined();
  });
});

describe('an alert of Security Analytics', () => {
  const detected = alertOf({
    monitor_id: undefined,
    monitor_name: undefined,
    detector_id: 'detector_12345',
    start_time: new Date().toISOString(),
    last_notification_time: new Date().toISOString(),
    severity: null,
    action_execution_results: [],
    related_doc_ids: ['r-1'],
  });
  const finding = {
    detectorId: 'detector_12345',
    id: 'f-1',
    related_doc_ids: ['r-1'],
    index: 'k8s-audit',
    queries: [{id: 'rule-id', name: 'secrets-enumerated', fields: [], query: '...', tags: ['high', 'k8s']}],
    timestamp: Date.now(),
    document_list: [],
  };

  test('is joined through its finding, and known by the Sigma rule that matched', async () => {
    const store = await opensearch({alerts: [detected], findings: [finding], records: {'r-1': OURS}});
    const opened = open(store.url, {detectorType: 'k8s'});
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals).toMatchObject([
      {claims: [{auditId: OURS.auditID}], rule: {id: 'secrets-enumerated', title: 'secrets listed', level: 'unknown'}},
    ]);
    const asked = store.received.filter(r => r.path.startsWith('/_plugins'));
    expect(asked.map(r => r.path)).toContain('/_plugins/_security_analytics/findings/_search');
    expect(asked.every(r => r.query.get('detectorType') === 'k8s')).toBe(true);
  });

  test('the plugin that is not there is said', async () => {
    const store = await loopback(({path}) =>
      path === '/'
        ? {body: {version: {number: '2.19.1', distribution: 'opensearch'}}}
        : {status: 400, body: {error: `no handler found for uri [${path}] and method [GET]`}},
    );
    expect(await open(store.url).source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('no handler found for uri [/_plugins/_alerting/monitors/alerts]'),
      next: [expect.stringContaining('plugin is installed')],
    });
  });
});
