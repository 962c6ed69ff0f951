import {describe, expect, test} from 'vitest';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const ACKED = Date.now() + 60_000;

/** An alert as `GET _plugins/_alerting/monitors/alerts` lists it. */
const alertOf = (change: object = {}) => ({
  id: 'eQURa3gBKo1jAh6qUo49',
  monitor_id: 'awUMa3gBKo1jAh6qu47E',
  monitor_name: 'kubernetes audit',
  monitor_user: {name: 'owner', backend_roles: [], roles: [], custom_attribute_names: []},
  trigger_id: 'bQUQa3gBKo1jAh6qnY6G',
  trigger_name: 'secrets listed',
  state: 'ACTIVE',
  severity: '1',
  start_time: Date.now(),
  end_time: null,
  acknowledged_time: null as unknown,
  finding_ids: [],
  related_doc_ids: [],
  ...change,
});

/** What people took of the alerts that OpenSearch lists. */
async function asking(alerts: object[], config: object = {}) {
  const server = await loopback(({query}) => ({body: {alerts: query.get('startIndex') === '0' ? alerts : []}}));
  const opened = openSource(
    {type: 'opensearch-alerting', url: server.url, every: '1h', acknowledged: true, ...config},
    {companion: true},
  );
  await opened.start(interestIn());
  return {...opened, ...server};
}

describe('an alert of OpenSearch', () => {
  test('that somebody acknowledges: by nobody who is named, at the time that OpenSearch keeps, once', async () => {
    const alerts = [alertOf()];
    const {signals, source} = await asking(alerts);
    expect(signals).toEqual([]);
    alerts[0] = alertOf({state: 'ACKNOWLEDGED', acknowledged_time: ACKED});
    await source.refresh?.(never);
    await source.refresh?.(never);
    expect(signals).toMatchObject([
      {
        stage: 'acknowledged',
        sourceTime: new Date(ACKED).toISOString(),
        claims: [],
        acknowledgement: {of: ['opensearch:alert:eQURa3gBKo1jAh6qUo49'], unnamed: 'OpenSearch does not say'},
        evidence: {kind: 'acknowledgement', ref: 'eQURa3gBKo1jAh6qUo49', document: {state: 'ACKNOWLEDGED'}},
      },
    ]);
    expect(signals[0]?.acknowledgement).not.toHaveProperty('person');
  });

  test('that was acknowledged and is completed since was acknowledged; one that only completed was not', async () => {
    const completed = {state: 'COMPLETED', end_time: ACKED};
    const {signals} = await asking([
      alertOf({...completed, acknowledged_time: ACKED}),
      alertOf({...completed, id: 'another'}),
    ]);
    expect(signals.map(s => s.evidence.ref)).toEqual(['eQURa3gBKo1jAh6qUo49']);
  });

  test('that is listed twice, as it moves to the history, is told of once', async () => {
    const acked = alertOf({state: 'ACKNOWLEDGED', acknowledged_time: ACKED});
    expect((await asking([acked, acked])).signals).toHaveLength(1);
  });

  test('of Security Analytics has its times as text', async () => {
    const time = new Date(ACKED).toISOString();
    const {signals, received} = await asking(
      [alertOf({state: 'ACKNOWLEDGED', start_time: time, acknowledged_time: time})],
      {detectorType: 'k8s'},
    );
    expect(signals.map(s => s.sourceTime)).toEqual([time]);
    expect(received[0]?.path).toBe('/_plugins/_security_analytics/alerts');
  });

  test('that nobody acknowledges is explained, and the check counts those that somebody did', async () => {
    const why = {
      stage: 'acknowledged',
      expected: {},
      token: 'kd-1',
      auditIds: [],
      events: [],
      since: new Date(),
    } as const;
    const none = await asking([alertOf()]);
    expect((await none.source.investigate?.(why, never))?.cause).toBe(
      'nobody has acknowledged an alert in OpenSearch since the run began',
    );
    expect(await none.source.check?.(never)).toMatchObject({detail: '1 alerts since the start, 0 acknowledged'});
    const another = await asking([alertOf({state: 'ACKNOWLEDGED', acknowledged_time: ACKED})]);
    expect((await another.source.investigate?.(why, never))?.cause).toBe(
      'of 1 alert that people acknowledged in OpenSearch since the run began none is this one',
    );
  });

  test('cannot be asked for where the plugin is not there, and that is said', async () => {
    const server = await loopback(() => ({status: 400, body: {error: 'no handler found for uri'}}));
    const {source} = openSource({type: 'opensearch-alerting', url: server.url, acknowledged: true}, {companion: true});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      next: [expect.stringContaining('plugin is installed')],
    });
  });
});
