import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {auditEvent} from '../helpers/audit-event.js';
import {counting} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';
import {lab, makeIndex, store, uniqueName} from './lab.js';

const url = lab('LAB_OPENSEARCH');
const TOKEN = 'kd-1a2b3c';
const now = () => new Date();
const recordOf = (event: AuditEvent) => ({...event, '@timestamp': event.requestReceivedTimestamp});

/** A source on an index, asked only when a test says so. */
const recordsIn = (index: string, more: object = {}, options: Parameters<typeof openSource>[1] = {}) =>
  openSource({type: 'elasticsearch', url, index, every: '1h', ...more}, options);

const foundIds = ({signals}: ReturnType<typeof recordsIn>) => signals.map(s => s.claims[0]?.auditId);

/** How shippers and templates leave the very same event in an index. */
const SHAPES: Record<string, {mappings?: object; of: (event: AuditEvent) => object}> = {
  'root, mapped by default': {of: recordOf},
  'root, keyword': {mappings: {properties: {auditID: {type: 'keyword'}}}, of: recordOf},
  'root, text without keyword': {mappings: {properties: {auditID: {type: 'text'}}}, of: recordOf},
  'under kubernetes.audit, not dynamic': {
    mappings: {
      dynamic: false,
      properties: {
        '@timestamp': {type: 'date'},
        kubernetes: {properties: {audit: {properties: {auditID: {type: 'keyword'}}}}},
      },
    },
    of: event => ({'@timestamp': event.requestReceivedTimestamp, kubernetes: {audit: event}}),
  },
  'JSON in log': {
    of: event => ({'@timestamp': event.requestReceivedTimestamp, log: JSON.stringify(event), stream: 'stdout'}),
  },
  'JSON in message': {of: event => ({'@timestamp': event.requestReceivedTimestamp, message: JSON.stringify(event)})},
  'flattened with underscores': {
    of: ({auditID, verb, stage, user, userAgent, requestURI, requestReceivedTimestamp, objectRef}) => ({
      '@timestamp': requestReceivedTimestamp,
      ...{auditID, verb, stage, userAgent, requestURI},
      user_username: user.username,
      objectRef_resource: objectRef?.resource,
    }),
  },
};

describe('audit records in a real OpenSearch', () => {
  test.each(Object.entries(SHAPES))('are found by their audit id: %s', async (_name, {mappings, of}) => {
    const index = await makeIndex(mappings ? {mappings} : {});
    const [ours, others] = [auditEvent(TOKEN, now()), auditEvent('kd-ffffff', now())];
    await store(index, of(others), of(ours));
    const opened = recordsIn(index);
    await opened.start(interestIn([ours.auditID]));
    expect(foundIds(opened)).toEqual([ours.auditID]);
    expect(opened.signals[0]).toMatchObject({
      stage: 'collected',
      sourceTime: ours.requestReceivedTimestamp,
      claims: [{user: ours.user.username, userAgent: ours.userAgent, verb: 'list', resource: 'secrets'}],
      evidence: {kind: 'record', document: {index}},
    });
  });

  test.each(Object.entries(SHAPES))(
    'are found by the token, when a gateway chose other audit ids: %s',
    async (_name, shape) => {
      const index = await makeIndex(shape.mappings ? {mappings: shape.mappings} : {});
      const token = uniqueName('kd').slice(0, 9);
      const ours = auditEvent(token, now());
      const controller = auditEvent(token, now(), {
        user: {username: 'system:serviceaccount:kube-system:namespace-controller'},
        userAgent: 'kube-controller-manager',
      });
      await store(index, shape.of(controller), shape.of(ours));
      const opened = recordsIn(index);
      await opened.start(interestIn([], [token]));
      // A mapping that hides user and user agent leaves nothing to search for.
      const searchable =
        shape.mappings === undefined || ('properties' in shape.mappings && !('dynamic' in shape.mappings));
      expect(foundIds(opened).includes(ours.auditID)).toBe(searchable);
    },
  );

  test('are told once, each as it becomes searchable, with one request a poll however many scenarios wait', async () => {
    const index = await makeIndex();
    const proxy = await counting(url);
    const events = Array.from({length: 60}, (_, i) => auditEvent(`kd-00000${i % 6}`, now()));
    const interest = interestIn(
      events.map(e => e.auditID),
      ['kd-000000', 'kd-000001', 'kd-000002'],
    );
    await store(index, ...events.slice(0, 20).map(recordOf));
    const opened = recordsIn(index, {url: proxy.url});
    await opened.start(interest);
    expect(opened.signals).toHaveLength(20);
    const before = proxy.received.length;
    await opened.source.refresh?.(never);
    await store(index, ...events.slice(20).map(recordOf));
    await opened.source.refresh?.(never);
    expect(new Set(foundIds(opened))).toEqual(new Set(events.map(e => e.auditID)));
    expect(opened.signals).toHaveLength(60);
    expect(proxy.received.slice(before).map(r => r.path)).toEqual([`/${index}/_search`, `/${index}/_search`]);
  });

  test('are read to the last page, when very many are there at once', async () => {
    const index = await makeIndex();
    const proxy = await counting(url);
    // All at the same moment: a page that ends in the middle of it must not lose the rest.
    const at = now();
    const events = Array.from({length: 1300}, () => auditEvent(TOKEN, at));
    await store(index, ...events.map(recordOf));
    const opened = recordsIn(index, {url: proxy.url});
    await opened.start(interestIn(events.map(e => e.auditID)));
    expect(new Set(foundIds(opened)).size).toBe(1300);
    expect(opened.signals).toHaveLength(1300);
    const paths = proxy.received.map(r => `${r.method} ${r.path}`);
    expect(paths).toContain(`POST /${index}/_search/point_in_time`);
    expect(paths.at(-1)).toBe('DELETE /_search/point_in_time');
  });

  test('are looked for in the indices of both days around midnight UTC', async () => {
    const name = uniqueName('kubedrill-test');
    const startedAt = new Date('2026-11-23T23:59:50Z');
    const clock = {
      now: () => performance.now(),
      wall: () => new Date('2026-11-24T00:00:20Z'),
      sleep: () => new Promise<void>(() => {}),
    };
    const yesterday = await makeIndex({}, `${name}-2026.11.23`);
    const today = await makeIndex({}, `${name}-2026.11.24`);
    const [late, early] = [
      auditEvent(TOKEN, new Date('2026-11-23T23:59:58Z')),
      auditEvent(TOKEN, new Date('2026-11-24T00:00:03Z')),
    ];
    await store(yesterday, recordOf(late));
    await store(today, recordOf(early));
    const proxy = await counting(url);
    const opened = recordsIn(`${name}-%Y.%m.%d`, {url: proxy.url}, {startedAt, clock});
    await opened.start(interestIn([late.auditID, early.auditID]));
    expect(foundIds(opened)).toEqual([late.auditID, early.auditID]);
    expect(proxy.received.at(-1)?.path).toBe(`/${yesterday},${today}/_search`);
  });

  test('are not asked for from before the run, nor outside of the query', async () => {
    const index = await makeIndex();
    const [old, staging, ours] = [
      auditEvent(TOKEN, new Date(Date.now() - 3_600_000)),
      auditEvent(TOKEN, now()),
      auditEvent(TOKEN, now()),
    ];
    await store(index, recordOf(old), {...recordOf(staging), cluster: 'staging'}, {...recordOf(ours), cluster: 'prod'});
    const opened = recordsIn(index, {query: 'cluster:prod'});
    await opened.start(interestIn([old.auditID, staging.auditID, ours.auditID]));
    expect(foundIds(opened)).toEqual([ours.auditID]);
  });

  test('an index that comes into being later is found without a restart, and its mapping with it', async () => {
    const name = uniqueName('kubedrill-test');
    const ours = auditEvent(TOKEN, now());
    const opened = recordsIn(`${name}*`);
    await opened.start(interestIn([ours.auditID]));
    expect(opened.signals).toEqual([]);
    expect(opened.states).toEqual([]);
    const index = await makeIndex({mappings: {properties: {auditID: {type: 'text'}}}}, `${name}-1`);
    await store(index, recordOf(ours));
    await opened.source.refresh?.(never);
    expect(foundIds(opened)).toEqual([ours.auditID]);
  });
});

describe('doctor asks a real OpenSearch', () => {
  const check = (opened: ReturnType<typeof recordsIn>) => opened.source.check?.(never);

  test('and is told of its version, the age of the newest record, and where the event is', async () => {
    const index = await makeIndex();
    await store(index, recordOf(auditEvent(TOKEN, now())));
    expect(await check(recordsIn(index))).toEqual({
      state: 'ok',
      detail: expect.stringMatching(
        /^OpenSearch 2\.\d+\.\d+, newest record \d+ ms old, the event at the root$|^OpenSearch .* \d\.\d s old, the event at the root$/,
      ),
      next: [],
      product: {name: 'OpenSearch', version: expect.stringMatching(/^2\.\d+\.\d+$/)},
    });
  });

  test('an old record, an empty index, a clock ahead, and an index that is not there, each in words', async () => {
    const old = await makeIndex();
    await store(old, recordOf(auditEvent(TOKEN, new Date(Date.now() - 3 * 3_600_000))));
    expect(await check(recordsIn(old))).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('3 h 00 m old'),
    });
    const ahead = await makeIndex();
    await store(ahead, recordOf(auditEvent(TOKEN, new Date(Date.now() + 3_660_000))));
    expect(await check(recordsIn(ahead))).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('ahead of our clock'),
      next: [expect.stringContaining('clocks')],
    });
    const empty = await makeIndex();
    expect(await check(recordsIn(empty))).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('holds no audit record yet'),
    });
    expect(await check(recordsIn(uniqueName('kubedrill-absent')))).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('no index matches kubedrill-absent'),
      next: [expect.stringContaining(`there are: `), expect.any(String)],
    });
  });

  test('records without the time field that the stack file names', async () => {
    const index = await makeIndex();
    await store(index, auditEvent(TOKEN, now()));
    expect(await check(recordsIn(index))).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('have no field @timestamp'),
    });
    expect(await check(recordsIn(index, {time: 'stageTimestamp'}))).toMatchObject({state: 'ok'});
  });

  test('an event that is not where the stack file says', async () => {
    const index = await makeIndex();
    await store(index, recordOf(auditEvent(TOKEN, now())));
    expect(await check(recordsIn(index, {event: {under: 'kubernetes.audit'}}))).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('no audit event where'),
    });
  });
});
