import {describe, expect, test} from 'vitest';
import {auditEvent} from '../helpers/audit-event.js';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const OURS = auditEvent('kd-1a2b3c', new Date());
const SECOND = auditEvent('kd-1a2b3c', new Date(), {verb: 'get'});
const RECORDS = '.ds-logs-kubernetes.audit_logs-default-2026.11.25-000001';

/** An alert as Kibana 8 writes it: its own fields under dotted keys, those of the event nested as they were. */
const alertOf = (change: Record<string, unknown> = {}, source: Record<string, unknown> = {}) => ({
  '@timestamp': new Date().toISOString(),
  'event.kind': 'signal',
  'kibana.alert.uuid': 'b6c8f0a1',
  'kibana.alert.rule.name': 'Kubernetes Secrets List Across Cluster or Sensitive Namespaces',
  'kibana.alert.rule.rule_id': '7e3f9a2b-1c4d-5e6f-8a9b-0c1d2e3f4a5b',
  'kibana.alert.rule.uuid': '0d2c6c5e-aaaa-bbbb-cccc-6b8f0a1b2c3d',
  'kibana.alert.severity': 'medium',
  'kibana.alert.status': 'active',
  'kibana.alert.workflow_status': 'open',
  'kibana.alert.depth': 1,
  'kibana.alert.reason': 'event by system:serviceaccount created medium alert',
  'kibana.alert.original_time': OURS.requestReceivedTimestamp,
  'kibana.alert.ancestors': [{id: 'r-1', type: 'event', index: RECORDS, depth: 0}],
  ...source,
  ...change,
});

const hit = (source: object, id = 'a-1') => ({
  _index: '.internal.alerts-security.alerts-default-000001',
  _id: id,
  _source: source,
});

/** Kibana's store: alerts, the records that `_mget` is asked for, and the event log. */
async function kibana(
  alerts: object[],
  {records = {}, runs = []}: {records?: Record<string, object>; runs?: object[]} = {},
) {
  const store = await loopback(({path, body}) => {
    if (path === '/') return {body: {version: {number: '8.15.0'}}};
    if (path === '/_mget') {
      const {docs} = body as {docs: {_index: string; _id: string}[]};
      return {body: {docs: docs.map(doc => ({...doc, found: doc._id in records, _source: records[doc._id]}))}};
    }
    const found = path.startsWith('/.kibana-event-log')
      ? runs.map(run => hit(run))
      : alerts.map((a, i) => hit(a, `a-${i}`));
    return {body: {timed_out: false, hits: {hits: found}}};
  });
  const opened = openSource({type: 'elastic-security', url: store.url, every: '1h', ignore: ['Noise']});
  return {...opened, store};
}

describe('an alert of Elastic Security', () => {
  test('is joined by the fields that it copied of the event', async () => {
    const {requestObject: _, ...copied} = OURS;
    const opened = await kibana([alertOf({}, {kubernetes: {audit: copied}, user_agent: {original: OURS.userAgent}})]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals).toMatchObject([
      {
        stage: 'alerted',
        claims: [{auditId: OURS.auditID, user: OURS.user.username}],
        rule: {
          id: '7e3f9a2b-1c4d-5e6f-8a9b-0c1d2e3f4a5b',
          title: expect.stringContaining('Secrets List'),
          level: 'medium',
        },
        evidence: {document: {originalTime: OURS.requestReceivedTimestamp, ancestors: [{id: 'r-1', index: RECORDS}]}},
      },
    ]);
    expect(opened.store.received.map(r => r.path)).toEqual(['/', '/.alerts-security.alerts-*/_search']);
  });

  test('of a sequence is joined through its ancestors, to every event of it, with one request for all', async () => {
    const sequence = alertOf({
      'kibana.alert.ancestors': [
        {id: 'r-1', type: 'event', index: RECORDS, depth: 0},
        {id: 'r-2', type: 'event', index: RECORDS, depth: 0},
        {id: 'a-9', type: 'signal', index: '.internal.alerts-security.alerts-default-000001', depth: 1},
      ],
    });
    const opened = await kibana([sequence, alertOf()], {
      records: {'r-1': {kubernetes: {audit: OURS}}, 'r-2': {kubernetes: {audit: SECOND}}},
    });
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals.map(s => s.claims.map(c => c.auditId))).toEqual([
      [OURS.auditID, SECOND.auditID],
      [OURS.auditID],
    ]);
    expect(opened.signals[0]?.events).toHaveLength(2);
    expect(opened.store.received.filter(r => r.path === '/_mget')).toHaveLength(1);
  });

  test('of a threshold rule says no more than the values that it counted by', async () => {
    const opened = await kibana([alertOf({'kibana.alert.ancestors': []}, {kubernetes: {audit: {user: OURS.user}}})]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals[0]?.claims).toEqual([{user: OURS.user.username}]);
  });

  test('that is a building block was shown to nobody', async () => {
    const opened = await kibana([
      alertOf({'kibana.alert.building_block_type': 'default'}, {kubernetes: {audit: OURS}}),
    ]);
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.signals[0]?.suppressed).toContain('building block');
  });

  test('counts by the rule’s id or name; a rule that is to be ignored never does', async () => {
    const {source} = await kibana([]);
    const rule = {id: '7e3f9a2b', title: 'Kubernetes Secrets List', level: 'medium'};
    expect(source.accepts?.({rules: {'elastic-security': ['Kubernetes Secrets List']}}, rule)).toBe(true);
    expect(source.accepts?.({rules: {'elastic-security': ['7e3f9a2b']}}, rule)).toBe(true);
    expect(source.accepts?.({rules: {'elastic-security': ['other']}}, rule)).toBe(false);
    expect(source.accepts?.({}, {...rule, title: 'Noise'})).toBe(false);
  });

  test('whose record cannot be fetched comes again, and is not lost', async () => {
    let broken = true;
    const store = await loopback(({path}) => {
      if (path === '/') return {body: {version: {number: '8.15.0'}}};
      if (path === '/_mget' && broken) return {status: 503, body: {error: 'unavailable'}};
      if (path === '/_mget') return {body: {docs: [{_index: RECORDS, _id: 'r-1', found: true, _source: OURS}]}};
      return {body: {hits: {hits: [hit(alertOf())]}}};
    });
    const opened = openSource({type: 'elastic-security', url: store.url, every: '1h'});
    await opened.start(interestIn([OURS.auditID]));
    expect(opened.states).toEqual([expect.stringContaining('down')]);
    broken = false;
    await opened.source.refresh?.(never);
    expect(opened.signals.map(s => s.claims[0]?.auditId)).toEqual([OURS.auditID]);
  });
});

describe('a miss is explained from the event log of Kibana', () => {
  const about = {
    stage: 'alerted' as const,
    expected: {rules: {'elastic-security': ['Secrets List']}},
    token: 'kd-1a2b3c',
    auditIds: [OURS.auditID],
    events: [OURS],
    since: new Date(),
  };
  const run = (name: string, outcome = 'success', error?: string) => ({
    '@timestamp': new Date().toISOString(),
    event: {provider: 'alerting', action: 'execute', outcome},
    rule: {id: 'x', name},
    ...(error && {error: {message: error}}),
  });

  test.each([
    ['no rule has run', [], 'Kibana has run no rule since the attack'],
    ['the rule is disabled', [run('Other')], 'no rule of Kibana claims this technique: it ran Other'],
    [
      'its run failed',
      [run('Other'), run('Secrets List', 'failure', 'unknown column')],
      'the run of Secrets List failed: unknown column',
    ],
    [
      'it ran and matched nothing',
      [run('Secrets List')],
      'Secrets List ran once since the attack without an alert on it; these credentials see no record of it in the store either',
    ],
  ])('%s', async (_name, runs, cause) => {
    const {source} = await kibana([], {runs});
    expect((await source.investigate?.(about, never))?.cause).toBe(cause);
  });
});
