import {describe, expect, test} from 'vitest';
import {apiServer, refusal} from '../helpers/kube.js';
import type {Received} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

const TOKEN = 'kd-1a2b3c';
const AUDIT_ID = '6b0bf624-6b0b-4f24-8b0b-6b0bf6246b0b';

const pod = (namespace: string, name: string, state: object = {running: {}}) => ({
  metadata: {namespace, name},
  status: {containerStatuses: [{name: 'app', restartCount: 0, state}]},
});

/** A cluster of these pods, with one growing log each. */
async function cluster(namespace: string, ...pods: ReturnType<typeof pod>[]) {
  const logs = new Map<string, string[]>();
  const review = {allowed: true};
  const server = await apiServer(({path, query}: Received) => {
    if (path.endsWith('/selfsubjectaccessreviews')) return {status: review};
    if (path === `/api/v1/namespaces/${namespace}/pods`) return {items: pods};
    const lines = logs.get(path.split('/').at(-2) ?? '');
    if (!lines) return undefined;
    const since = Math.floor(Date.parse(query.get('sinceTime') ?? '') / 1000);
    const wanted = lines.filter(line => Math.floor(Date.parse(line.split(' ')[0] ?? '') / 1000) >= since);
    return {text: wanted.map(line => `${line}\n`).join('')};
  });
  return {...server, logs, review};
}

const startedAt = new Date('2026-11-28T12:00:00Z');

describe('logs of the attack’s own pods', () => {
  test('are evidence of what goes on in them, each line once, without credentials', async () => {
    const {cluster: own, logs, received} = await cluster(TOKEN, pod(TOKEN, 'web'), pod(TOKEN, 'slow', {waiting: {}}));
    const {source, signals, start} = openSource({type: 'container-logs', every: '1h'}, {cluster: own, startedAt});
    logs.set('web', ['2026-11-28T12:00:01.5Z mining', '2026-11-28T12:00:01.500000001Z password=hunter2 ok']);
    await start(interestIn([], [TOKEN]));
    logs.get('web')?.push('2026-11-28T12:00:01.51Z more');
    await source.refresh?.(never);
    expect(signals.map(s => s.claims)).toEqual(
      ['2026-11-28T12:00:01.5Z', '2026-11-28T12:00:01.500000001Z', '2026-11-28T12:00:01.51Z'].map(at => [
        {namespace: TOKEN, pod: 'web', at},
      ]),
    );
    expect(signals[1]?.evidence).toEqual({
      kind: 'record',
      ref: `${TOKEN}/web/app 2026-11-28T12:00:01.500000001Z`,
      document: {
        ...{namespace: TOKEN, pod: 'web', container: 'app', at: '2026-11-28T12:00:01.500000001Z'},
        text: 'password=[redacted] ok',
      },
    });
    expect(received.some(r => r.path.includes('/slow/'))).toBe(false);
    expect(received.find(r => r.path.endsWith('/log'))?.query.get('sinceTime')).toBe('2026-11-28T12:00:00.000Z');
  });

  test('are narrowed down by a pattern, and fifty lines of a container are enough', async () => {
    const {cluster: own, logs} = await cluster(TOKEN, pod(TOKEN, 'web'));
    const config = {type: 'container-logs' as const, every: '1h', match: 'stratum\\+tcp'};
    const {signals, start} = openSource(config, {cluster: own, startedAt});
    const line = (n: number, text: string) => `2026-11-28T12:00:01.${String(n).padStart(9, '0')}Z ${text} ${n}`;
    logs.set('web', [line(1, 'nothing'), ...Array.from({length: 80}, (_, n) => line(n + 2, 'stratum+tcp://x'))]);
    await start(interestIn([], [TOKEN]));
    expect(signals).toHaveLength(50);
    expect(signals[0]?.evidence.document).toMatchObject({text: 'stratum+tcp://x 2'});
  });

  test('of a pod that has gone meanwhile are none', async () => {
    const {cluster: own} = await cluster(TOKEN, pod(TOKEN, 'web'));
    const {source, signals, start} = openSource({type: 'container-logs', every: '1h'}, {cluster: own, startedAt});
    await start(interestIn([], [TOKEN]));
    expect(signals).toEqual([]);
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'clear'});
  });
});

describe('logs of somebody who writes down what others do', () => {
  test('count where a line says whose request it is about', async () => {
    const {cluster: theirs, logs, received} = await cluster('sensor', pod('sensor', 'sensor-1'));
    const config = {type: 'container-logs' as const, every: '1h', namespace: 'sensor', selector: 'app=sensor'};
    const {signals, start} = openSource(config, {cluster: theirs, startedAt});
    logs.set('sensor-1', [
      '2026-11-28T12:00:01Z {"level":"info","msg":"started"}',
      `2026-11-28T12:00:02Z {"auditID":"${AUDIT_ID}","verb":"list"}`,
      `2026-11-28T12:00:03Z request ${AUDIT_ID} done`,
    ]);
    await start(interestIn([AUDIT_ID], [TOKEN]));
    expect(signals.map(s => s.claims)).toEqual([
      [{auditId: AUDIT_ID, verb: 'list', at: '2026-11-28T12:00:02Z'}],
      [{auditId: AUDIT_ID, at: '2026-11-28T12:00:03Z'}],
    ]);
    expect(received[0]?.query.get('labelSelector')).toBe('app=sensor');
  });
});

describe('a drill that may not read logs', () => {
  test('is blind with the reason, and the check says what it may not', async () => {
    const message = 'pods "web" is forbidden: User "bob" cannot get resource "pods/log"';
    const {cluster: own} = await apiServer(({path}) => {
      if (path.endsWith('/selfsubjectaccessreviews')) return {status: {allowed: false}};
      return path.endsWith('/log') ? refusal(403, message) : {items: [pod(TOKEN, 'web')]};
    });
    const {source, start} = openSource({type: 'container-logs', every: '1h'}, {cluster: own, startedAt});
    await start(interestIn([], [TOKEN]));
    expect(source.sight(0, 1, 'missed')).toEqual({state: 'blind', reason: expect.stringContaining(message)});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: 'the drill may not list pods in all namespaces, get pods/log in all namespaces',
    });
  });

  test('and one that may is told so', async () => {
    const {cluster: own} = await cluster('sensor');
    const {source} = openSource({type: 'container-logs', namespace: 'sensor'}, {cluster: own});
    expect(await source.check?.(never)).toEqual({state: 'ok', detail: 'logs in sensor may be read', next: []});
  });
});
