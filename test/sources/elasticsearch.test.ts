import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {auditEvent} from '../helpers/audit-event.js';
import {loopback, type Received, type Reply} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';

/** Hits as Elasticsearch and OpenSearch answer them, each with the values it was sorted by. */
const hitsOf = (events: readonly AuditEvent[], sort: (i: number) => unknown[] = i => [i]) => ({
  took: 1,
  timed_out: false,
  _shards: {total: 1, successful: 1, skipped: 0, failed: 0},
  hits: {
    max_score: null,
    hits: events.map((event, i) => ({
      _index: '.ds-logs-kubernetes.audit_logs-default-2026.11.25-000001',
      _id: `id-${event.auditID}`,
      _source: {...event, '@timestamp': event.requestReceivedTimestamp},
      sort: sort(i),
    })),
  },
});

const CAPS = {indices: ['i'], fields: {auditID: {keyword: {type: 'keyword', searchable: true, aggregatable: true}}}};

/** A reference to an environment variable, as stack files have it. */
const KEY = `\${KEY}`;

/** What `GET /` says, as each product words it. */
const ROOTS: Record<string, object> = {
  'Elasticsearch 7.9': {version: {number: '7.9.3', build_flavor: 'default'}, tagline: 'You Know, for Search'},
  'Elasticsearch 8.15': {version: {number: '8.15.0', build_flavor: 'default'}, tagline: 'You Know, for Search'},
  'Elasticsearch 9.1': {version: {number: '9.1.2', build_flavor: 'default'}, tagline: 'You Know, for Search'},
  'OpenSearch 1.3': {version: {number: '1.3.20', distribution: 'opensearch'}},
  // A checkbox of Amazon's: distribution is gone, the version is another, and the tagline stays (tried with 2.19).
  'OpenSearch in compatibility mode': {
    version: {number: '7.10.2', build_type: 'tar', build_flavor: undefined},
    tagline: 'The OpenSearch Project: https://opensearch.org/',
  },
  'OpenSearch 3.1': {version: {number: '3.1.0', distribution: 'opensearch'}},
};

/** A store by its documented API; `search` answers searches, other paths have canned answers. */
const storeOf = (root: object, search: (request: Received) => Reply) =>
  loopback(request => {
    if (request.path === '/') return {body: root};
    if (request.path.endsWith('/_field_caps')) return {body: CAPS};
    if (request.path.endsWith('/_pit'))
      return request.method === 'POST' ? {body: {id: 'pit-1'}} : {body: {succeeded: true}};
    if (request.path.endsWith('/point_in_time'))
      return {body: request.method === 'POST' ? {pit_id: 'pit-1'} : {pits: []}};
    return search(request);
  });

const open = (url: string, more: object = {}, env: NodeJS.ProcessEnv = {}) =>
  openSource({type: 'elasticsearch', url, index: 'logs-*', every: '1h', ...more}, {env});

/** 700 events; the first page holds 500 of them. */
const MANY = Array.from({length: 700}, () => auditEvent('kd-1a2b3c', new Date()));
const IDS = MANY.map(e => e.auditID);

describe('every product is asked as it is documented', () => {
  test.each([
    ['Elasticsearch 8.15', 'POST /logs-*/_pit', 'DELETE /_pit', {id: 'pit-1'}, 1],
    ['Elasticsearch 9.1', 'POST /logs-*/_pit', 'DELETE /_pit', {id: 'pit-1'}, 1],
    [
      'OpenSearch in compatibility mode',
      'POST /logs-*/_search/point_in_time',
      'DELETE /_search/point_in_time',
      {pit_id: ['pit-1']},
      2,
    ],
    ['OpenSearch 3.1', 'POST /logs-*/_search/point_in_time', 'DELETE /_search/point_in_time', {pit_id: ['pit-1']}, 2],
  ])('%s: pages from a point in time, which is closed', async (product, opening, closing, body, sorts) => {
    const store = await storeOf(ROOTS[product] ?? {}, ({path, body: asked}) => {
      const after = (asked as {search_after?: unknown[]}).search_after;
      if (path === '/logs-*/_search' || !after) return {body: hitsOf(MANY.slice(0, 500))};
      return {body: hitsOf(MANY.slice(500))};
    });
    const opened = open(store.url);
    await opened.start(interestIn(IDS));
    expect(new Set(opened.signals.map(s => s.claims[0]?.auditId))).toEqual(new Set(IDS));
    expect(opened.signals).toHaveLength(700);
    const asked = store.received.map(r => `${r.method} ${r.path}`);
    expect(asked).toContain(opening);
    expect(asked.at(-1)).toBe(closing);
    expect(store.received.at(-1)?.body).toEqual(body);
    const paged = store.received.filter(r => r.path === '/_search').map(r => r.body as {sort: unknown[]; pit: object});
    expect(paged).toHaveLength(2);
    // Elasticsearch adds its own tiebreaker; OpenSearch is given one.
    expect(paged[0]).toMatchObject({pit: {id: 'pit-1', keep_alive: '1m'}});
    expect(paged[0]?.sort).toHaveLength(sorts);
  });

  test.each(['Elasticsearch 7.9', 'OpenSearch 1.3'])('%s: no point in time, pages by time and id', async product => {
    const store = await storeOf(ROOTS[product] ?? {}, ({body}) => {
      const after = (body as {search_after?: unknown[]}).search_after;
      return {body: after ? hitsOf(MANY.slice(500)) : hitsOf(MANY.slice(0, 500), i => [i, `id-${i}`])};
    });
    const opened = open(store.url);
    await opened.start(interestIn(IDS));
    expect(opened.signals).toHaveLength(700);
    const searches = store.received.filter(r => r.path === '/logs-*/_search').map(r => r.body);
    expect(searches).toMatchObject([
      {sort: [{'@timestamp': {order: 'asc'}}, {_id: 'asc'}]},
      {search_after: [499, 'id-499']},
    ]);
    expect(store.received.every(r => !/_pit|point_in_time/.test(r.path))).toBe(true);
  });

  test.each([400, 404, 405])(
    'where no point in time is to be had after all (%s), pages by time and id',
    async status => {
      const store = await loopback(({path, body}) => {
        if (path === '/') return {status: 403, body: {}};
        if (path.endsWith('/_field_caps')) return {body: CAPS};
        if (path.endsWith('/_pit')) return {status, body: {error: 'no handler found for uri [/logs-*/_pit]'}};
        const {search_after: after, sort} = body as {search_after?: unknown[]; sort: unknown[]};
        if (sort?.length === 1) return {body: hitsOf(MANY.slice(0, 500))};
        return {body: after ? hitsOf(MANY.slice(500)) : hitsOf(MANY.slice(0, 500), i => [i, `id-${i}`])};
      });
      const opened = open(store.url);
      await opened.start(interestIn(IDS));
      expect(opened.states).toEqual([]);
      expect(opened.signals).toHaveLength(700);
    },
  );

  test('a store whose pages never end is not asked for ever', async () => {
    const store = await storeOf(ROOTS['Elasticsearch 7.9'] ?? {}, () => ({body: hitsOf(MANY.slice(0, 500))}));
    const opened = open(store.url);
    await opened.start(interestIn(IDS));
    expect(opened.states).toEqual([expect.stringMatching(/^down: .*more than 20000 documents fit: narrow it down/)]);
  });

  test('ids are asked for in chunks, and nothing older than the run', async () => {
    const ids = Array.from({length: 2500}, (_, i) => `id-${i}`);
    const store = await storeOf(ROOTS['Elasticsearch 9.1'] ?? {}, () => ({body: hitsOf([])}));
    const opened = open(store.url);
    await opened.start(interestIn(ids, ['kd-1a2b3c']));
    const asked = JSON.stringify(store.received.at(-1)?.body);
    expect(asked).toMatch(/"range":\{"@timestamp":\{"gte":"\d{4}-/);
    const chunks = [...asked.matchAll(/"auditID":\[([^\]]*)\]/g)].map(match => match[1]?.split(',').length);
    expect(chunks).toEqual([1024, 1024, 452]);
  });

  test('credentials are sent as the stack file names them, and to nobody else', async () => {
    const store = await storeOf(ROOTS['Elasticsearch 9.1'] ?? {}, () => ({body: hitsOf([])}));
    const auths: [object, string][] = [
      [{apiKey: KEY}, 'ApiKey s3cret'],
      [{bearer: KEY}, 'Bearer s3cret'],
      [{basic: {username: 'elastic', password: KEY}}, `Basic ${Buffer.from('elastic:s3cret').toString('base64')}`],
    ];
    for (const [auth, header] of auths) {
      await open(store.url, {auth}, {KEY: 's3cret'}).start(interestIn());
      expect(store.received.at(-1)?.headers.authorization).toBe(header);
    }
  });
});

describe('what a store refuses is said, and nothing is missed for it', () => {
  const refusal = (status: number, type: string, reason: string): Reply => ({
    status,
    body: {error: {root_cause: [{type, reason}], type, reason}, status},
  });

  test('credentials that it does not know (401), and rights that they do not have (403)', async () => {
    let reply = refusal(401, 'security_exception', 'unable to authenticate user [x] for REST request [/]');
    const store = await loopback(() => reply);
    const opened = open(store.url);
    await opened.start(interestIn(['id']));
    expect(opened.states).toEqual([
      `down: ${store.url} refuses these credentials (401): security_exception: unable to authenticate user [x] for REST request [/]`,
    ]);
    expect(opened.source.sight(0, performance.now(), 'missed')).toMatchObject({
      state: 'blind',
      reason: expect.stringContaining('401'),
    });
    expect(await opened.source.check?.(never)).toMatchObject({
      state: 'failed',
      next: [expect.stringContaining('check auth')],
    });
    reply = refusal(403, 'security_exception', 'action [indices:data/read/search] is unauthorized');
    expect(await opened.source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('may not do that (403)'),
      next: [expect.stringContaining('grant these credentials')],
    });
  });

  test('the question for its version, which credentials for one index may not ask', async () => {
    const store = await loopback(({path}) => {
      if (path === '/') return refusal(403, 'security_exception', 'action [cluster:monitor/main] is unauthorized');
      return {body: path.endsWith('/_field_caps') ? CAPS : hitsOf(MANY.slice(0, 2))};
    });
    const opened = open(store.url);
    await opened.start(interestIn(IDS));
    expect(opened.states).toEqual([]);
    expect(opened.signals).toHaveLength(2);
  });

  test('an answer from some of the shards only, a search that timed out, and something that is no store', async () => {
    let reply: Reply = {body: {...hitsOf(MANY.slice(0, 1)), timed_out: true}};
    const store = await storeOf(ROOTS['Elasticsearch 8.15'] ?? {}, () => reply);
    const opened = open(store.url);
    await opened.start(interestIn(IDS));
    expect(opened.states.at(-1)).toContain('down: the search timed out');
    expect(store.received.at(-1)?.query.get('allow_partial_search_results')).toBe('false');
    reply = {body: {hits: 'none'}};
    await opened.source.refresh?.(never);
    expect(opened.source.sight(0, performance.now(), 'missed')).toMatchObject({
      state: 'blind',
      reason: expect.stringContaining('the answer to a search is not in the expected form'),
    });
    reply = {body: hitsOf(MANY.slice(0, 1))};
    await opened.source.refresh?.(never);
    expect(opened.states.at(-1)).toBe('up');
    expect(opened.signals).toHaveLength(1);
  });
});
