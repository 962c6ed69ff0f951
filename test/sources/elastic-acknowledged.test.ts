import {describe, expect, test} from 'vitest';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const AT = '2026-11-23T12:01:05.000Z';
const UID = 'u_mGBROF_q5bmFCATbLXAcCwKa0k8JvONAwSruelyKA5E_0';

/** An alert as Kibana writes it, and as its script changes it. */
const alertOf = (change: object = {}) => ({
  '@timestamp': new Date().toISOString(),
  'kibana.alert.uuid': 'b6c8f0a1',
  'kibana.alert.rule.name': 'Kubernetes Secrets List',
  'kibana.alert.status': 'active',
  'kibana.alert.workflow_status': 'open',
  ...change,
});
const taken = (change: object = {}) =>
  alertOf({
    'kibana.alert.workflow_status': 'acknowledged',
    'kibana.alert.workflow_status_updated_at': AT,
    'kibana.alert.workflow_user': UID,
    ...change,
  });

interface Clauses {
  query: {bool: {filter: [unknown, {bool: {filter: object[]}}]; must_not: unknown[]}};
}

/** What people took of the alerts in the store; it answers a search for alerts with a status, as Elasticsearch does. */
async function asking(alerts: object[], {config = {}, profiles}: {config?: object; profiles?: object} = {}) {
  const server = await loopback(({path, body}) => {
    if (path === '/') return {body: {version: {number: '9.2.0'}}};
    if (path.startsWith('/_security/profile/')) return profiles ? {body: profiles} : {status: 403, body: {}};
    const {filter, must_not: leftOut} = (body as Clauses).query.bool;
    const states = JSON.stringify(filter[1].bool.filter);
    const hits = alerts
      .map((source, i) => ({_index: '.internal.alerts-security.alerts-default-000001', _id: `a-${i}`, _source: source}))
      .filter(({_source}) =>
        states.includes(`"${(_source as Record<string, string>)['kibana.alert.workflow_status']}"`),
      )
      .filter(({_id}) => !JSON.stringify(leftOut).includes(`"${_id}"`));
    return {body: {timed_out: false, hits: {hits}}};
  });
  const opened = openSource(
    {type: 'elastic-security', url: server.url, every: '1h', acknowledged: true, ...config},
    {companion: true},
  );
  await opened.start(interestIn());
  return {...opened, ...server};
}

const acknowledgement = async (...args: Parameters<typeof asking>) =>
  (await asking(...args)).signals.map(s => s.acknowledgement);

describe('an alert of Elastic Security', () => {
  test('that somebody acknowledges: by who did it, when they did it, once, though it goes back to open', async () => {
    const profiles = {profiles: [{uid: UID, enabled: true, user: {username: 'res1', roles: []}}]};
    const alerts = [alertOf()];
    const {signals, source, received} = await asking(alerts, {profiles});
    expect(signals).toEqual([]);
    for (const next of [taken(), alertOf(), taken({'kibana.alert.workflow_status': 'closed'})]) {
      alerts[0] = next;
      await source.refresh?.(never);
    }
    expect(signals).toMatchObject([
      {
        stage: 'acknowledged',
        sourceTime: AT,
        claims: [],
        acknowledgement: {of: ['kibana:alert:b6c8f0a1'], person: 'res1'},
        evidence: {
          ref: '.internal.alerts-security.alerts-default-000001/a-0',
          document: {uuid: 'b6c8f0a1', workflowStatus: 'acknowledged', workflowUser: UID},
        },
      },
    ]);
    expect(received.map(r => r.path)).toContain(`/_security/profile/${UID}`);
  });

  test('is named by the id of a profile where these credentials may not ask whose that is', async () => {
    expect(await acknowledgement([taken()])).toMatchObject([{person: UID}]);
  });

  test.each([
    ['the only one to whom it is assigned', [UID], {person: UID}],
    ['nobody where it is assigned to several', [UID, 'u_2'], {unnamed: 'Kibana does not say'}],
    ['nobody where it is assigned to nobody', [], {unnamed: 'Kibana does not say'}],
  ])('of a Kibana that writes down no user: by %s', async (_, assigned, said) => {
    const change = {'kibana.alert.workflow_user': null, 'kibana.alert.workflow_assignee_ids': assigned};
    expect(await acknowledgement([taken(change)])).toEqual([{of: ['kibana:alert:b6c8f0a1'], ...said}]);
  });

  test.each(['in-progress', 'closed'])('that is %s is taken as well', async status => {
    expect(await acknowledgement([taken({'kibana.alert.workflow_status': status})])).toHaveLength(1);
  });

  test('that automation closes is taken by a robot, and so is one by a name that the stack file has for one', async () => {
    const closed = taken({
      'kibana.alert.workflow_status': 'closed',
      'kibana.alert.workflow_reason': 'automated_closure',
    });
    expect(await acknowledgement([closed])).toMatchObject([{robot: true}]);
    const byPerson = taken({
      'kibana.alert.workflow_status': 'closed',
      'kibana.alert.workflow_reason': 'false_positive',
    });
    expect((await acknowledgement([byPerson]))[0]).not.toHaveProperty('robot');
    expect(await acknowledgement([taken()], {config: {robots: [UID]}})).toMatchObject([{robot: true}]);
    const profiles = {profiles: [{uid: UID, user: {username: 'soar'}}]};
    expect(await acknowledgement([taken()], {config: {robots: ['soar']}, profiles})).toMatchObject([
      {person: 'soar', robot: true},
    ]);
  });

  test('of nested fields is read as well, and links to Kibana', async () => {
    const nested = {
      '@timestamp': AT,
      kibana: {
        alert: {uuid: 'b6c8f0a1', rule: {name: 'x'}, workflow_status: 'closed', workflow_status_updated_at: AT},
      },
      'kibana.alert.workflow_status': 'closed',
    };
    const {signals} = await asking([nested], {config: {kibana: {url: 'https://kibana.example.com'}}});
    expect(signals).toMatchObject([
      {sourceTime: AT, evidence: {link: expect.stringContaining('https://kibana.example.com/app/security/alerts/')}},
    ]);
  });

  test('that nobody takes is explained', async () => {
    const about = {
      stage: 'acknowledged',
      expected: {},
      token: 'kd-1',
      auditIds: [],
      events: [],
      since: new Date(),
    } as const;
    const {source} = await asking([alertOf()]);
    expect((await source.investigate?.(about, never))?.cause).toBe(
      'nobody has acknowledged an alert in Kibana since the run began',
    );
  });
});
