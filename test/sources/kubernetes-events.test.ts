import {describe, expect, test} from 'vitest';
import {apiServer, clusterOf, refusal} from '../helpers/kube.js';
import {simulated} from '../helpers/simulated.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const TOKEN = 'kd-1a2b3c';
const AT = '2026-11-28T12:00:00Z';

/** An Event as a kubelet writes it. */
const event = (name: string, kind: string, about: string, more: object = {}) => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: {name, namespace: TOKEN},
  involvedObject: {kind, apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', namespace: TOKEN, name: about},
  reason: 'Started',
  message: `Started container ${about}`,
  type: 'Normal',
  count: 1,
  lastTimestamp: AT,
  source: {component: 'kubelet'},
  ...more,
});

/** A source on a simulated cluster, and a way to make the cluster say something. */
async function started() {
  const {kubeConfig, admin, namespace} = await simulated();
  const opened = openSource({type: 'kubernetes-events', every: '1h'}, {cluster: clusterOf(kubeConfig)});
  const say = (body: ReturnType<typeof event>) =>
    admin('POST', `/api/v1/namespaces/${body.metadata.namespace}/events`, body);
  return {...opened, namespace, say};
}

describe('Events of a cluster', () => {
  test('are evidence of the objects that they are about, each state once', async () => {
    const {source, signals, say, namespace, start} = await started();
    await namespace(TOKEN);
    await say(event('before', 'Pod', 'old'));
    await start(interestIn([], [TOKEN]));
    await say(event('web.1', 'Pod', 'web'));
    await say(
      event('miner.1', 'Deployment', 'miner', {reason: 'ScalingReplicaSet', lastTimestamp: null, eventTime: AT}),
    );
    await source.refresh?.(never);
    await source.refresh?.(never);
    expect(signals.map(s => s.claims)).toEqual([
      [{object: `/api/v1/namespaces/${TOKEN}/pods/web`, at: AT}],
      [{object: `/apis/apps/v1/namespaces/${TOKEN}/deployments/miner`, at: AT}],
    ]);
    expect(signals[0]).toMatchObject({
      stage: 'audited',
      sourceTime: AT,
      evidence: {
        kind: 'object',
        ref: `${TOKEN}/web.1`,
        document: {kind: 'Event', reason: 'Started', from: 'kubelet', involvedObject: {kind: 'Pod', name: 'web'}},
      },
    });
  });

  test('of somebody else, and about kinds that nobody knows, are none', async () => {
    const {source, signals, say, namespace, start} = await started();
    for (const name of [TOKEN, 'shop']) await namespace(name);
    await start(interestIn([], [TOKEN]));
    await say({
      ...event('web.1', 'Pod', 'web'),
      metadata: {name: 'web.1', namespace: 'shop'},
      involvedObject: {
        ...{kind: 'Pod', apiVersion: 'v1', namespace: 'shop', name: 'web'},
      },
    });
    await say(event('widget.1', 'Widget', 'mine'));
    await source.refresh?.(never);
    expect(signals.flatMap(s => s.claims)).toEqual([]);
  });

  test('cost no list: a question goes on where the last one ended', async () => {
    const {cluster, received} = await apiServer(({query}) =>
      query.get('watch') ? {text: ''} : {kind: 'EventList', metadata: {resourceVersion: '7'}, items: []},
    );
    const {source, start} = openSource({type: 'kubernetes-events', every: '1h'}, {cluster});
    await start(interestIn([], [TOKEN]));
    await source.refresh?.(never);
    await source.refresh?.(never);
    expect(received.map(r => `${r.path}?${r.query}`)).toEqual([
      '/api/v1/events?limit=1',
      '/api/v1/events?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=7',
      '/api/v1/events?watch=true&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=7',
    ]);
  });

  test('that are not of the form that is expected are told in words', async () => {
    const odd = {type: 'ADDED', object: {...event('web.1', 'Pod', 'web'), metadata: {name: 5}}};
    const {cluster} = await apiServer(({query}) =>
      query.get('watch') ? odd : {metadata: {resourceVersion: '7'}, items: []},
    );
    const {source, start} = openSource({type: 'kubernetes-events', every: '1h'}, {cluster});
    await start(interestIn([], [TOKEN]));
    await source.refresh?.(never);
    expect(source.sight(0, 1, 'missed')).toEqual({
      state: 'blind',
      reason: expect.stringMatching(/watch for Events is not in the expected form: metadata\.name: must be a text/),
    });
  });

  test('that the server has forgotten how to continue are read anew, and none told twice', async () => {
    const item = {...event('web.1', 'Pod', 'web'), metadata: {name: 'web.1', namespace: TOKEN, uid: 'u1'}};
    const gone = {type: 'ERROR', object: {kind: 'Status', code: 410, message: 'too old resource version: 7 (9)'}};
    const {cluster} = await apiServer(({query}) =>
      query.get('watch') ? gone : {metadata: {resourceVersion: '9'}, items: query.get('limit') ? [] : [item]},
    );
    const {source, signals, states, start} = openSource({type: 'kubernetes-events', every: '1h'}, {cluster});
    await start(interestIn([], [TOKEN]));
    await source.refresh?.(never);
    await source.refresh?.(never);
    expect(signals).toHaveLength(1);
    expect(states).toEqual([]);
  });
});

describe('a drill that may not read Events', () => {
  const message = 'events is forbidden: User "bob" cannot list resource "events" in API group "" at the cluster scope';

  test('is blind with the reason, sees again when it may, and says so before', async () => {
    let allowed = false;
    const {cluster} = await apiServer(({query}) => {
      if (!allowed) return refusal(403, message);
      return query.get('watch') ? {text: ''} : {metadata: {resourceVersion: '7'}, items: []};
    });
    const {source, states, start} = openSource({type: 'kubernetes-events', every: '1h'}, {cluster});
    await start(interestIn([], [TOKEN]));
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'blind', reason: expect.stringContaining(message)});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining(message),
      next: [expect.stringContaining('kubedrill plan --stack FILE --role USER')],
    });
    allowed = true;
    await source.refresh?.(never);
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'clear'});
    expect(states).toEqual([expect.stringContaining('down: '), 'up']);
    expect(await source.check?.(never)).toMatchObject({state: 'ok'});
  });
});

test('without a cluster there is nothing to ask', () => {
  expect(() => openSource({type: 'kubernetes-events'})).toThrow('reads from the cluster itself, and there is none');
});
