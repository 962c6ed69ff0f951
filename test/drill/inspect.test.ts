import {randomUUID} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster} from '../../src/cluster/cluster.js';
import {inspectStack} from '../../src/drill/preflight/inspect.js';
import {realClock} from '../../src/lib/clock.js';
import {freePort} from '../../src/lib/net/ports.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {changedFeed, openTestCluster} from '../helpers/drill.js';
import {fastClock} from '../helpers/fast-clock.js';
import {loopback} from '../helpers/loopback.js';
import {post} from '../helpers/post.js';
import {never} from '../helpers/source.js';
import {stackOf} from '../helpers/stack.js';
import {smallStore} from '../helpers/store.js';

const rules = loadRules([]).set;
const shape = (findings: {title: string; state: string; detail: string}[]) =>
  findings.map(f => `${f.state} ${f.title}: ${f.detail.replace(/\d+(\.\d+)? (ms|s)\b/, 'N')}`);

/** A cluster whose audit log is shipped into a store. */
async function shippedTo(store: Awaited<ReturnType<typeof smallStore>>): Promise<Cluster> {
  const cluster = await openTestCluster();
  return {
    ...cluster,
    auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
      store.events.push(...lines.map(line => JSON.parse(line) as AuditEvent));
      deliver(lines);
    }),
  };
}

test('each link of a stack is measured by a canary from the cluster', async () => {
  const store = await smallStore();
  const cluster = await shippedTo(store);
  const stack = stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms}`, '{type: rules}']);
  const findings = await inspectStack({stack, cluster, rules, clock: realClock, abort: never});
  await cluster.release();
  expect(shape(findings)).toEqual([
    expect.stringContaining('source elasticsearch (collected)'),
    'ok canary: audited by audit-log N after the response',
    'ok canary: collected by elasticsearch N after the response',
    'ok clocks: no skew beyond N',
    expect.stringMatching(/^ok canary: alerted by rules N \(.*\): not measured, because no rule matches a canary$/),
    expect.stringMatching(/^ok latency budget: N: .*elasticsearch 0\.1 s \(asked every 0\.1 s\); rules 0 ms/),
  ]);
});

test('a store that the canary does not reach fails, though it answers', async () => {
  const store = await smallStore();
  const cluster = await openTestCluster();
  const stack = stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms}`]);
  const findings = await inspectStack({stack, cluster, rules, clock: fastClock(20), abort: never});
  await cluster.release();
  expect(findings.find(f => f.check === 'canary' && f.state === 'failed')).toMatchObject({
    detail: expect.stringMatching(/^a request was answered, but elasticsearch did not see it within/),
    next: ['check that the shipper reads the audit log and that the store takes its records'],
  });
});

test('without a cluster every source is asked that can be', async () => {
  const store = await smallStore();
  const stack = stackOf([`{type: elasticsearch, url: "${store.url}", index: audit}`, '{type: rules}']);
  expect(await inspectStack({stack, rules, clock: realClock, abort: never})).toMatchObject([
    {state: 'warning', detail: 'Elasticsearch 8.15.0: audit holds no audit record yet'},
    {state: 'warning', title: 'source rules', next: [expect.stringContaining('--reuse')]},
    {state: 'ok', check: 'budget', detail: '1.0 s: elasticsearch 1.0 s (asked every 1.0 s)'},
  ]);
});

test('what a source is asked for beside its alerts is asked as well', async () => {
  const {url} = await loopback(({path}) =>
    path === '/' ? {body: {version: {number: '2.19.1', distribution: 'opensearch'}}} : {body: {alerts: []}},
  );
  const stack = stackOf([`{type: opensearch-alerting, id: os, url: "${url}", acknowledged: true}`]);
  expect(await inspectStack({stack, rules, clock: realClock, abort: never})).toMatchObject([
    {state: 'ok', title: 'source os (alerted)', detail: 'OpenSearch 2.19.1, 0 alerts since the start'},
    {
      state: 'ok',
      title: 'source os-acknowledgements (acknowledged)',
      detail: '0 alerts since the start, 0 acknowledged',
    },
    {check: 'budget'},
  ]);
});

describe('what the servers of sources refuse is watched', () => {
  /** A Loki and a store whose counters grow with each look. */
  async function losing() {
    let looks = 0;
    return loopback(({path}) => {
      looks++;
      if (path === '/metrics') return {text: `loki_discarded_samples_total{reason="rate_limited"} ${looks}\n`};
      if (path.endsWith('/query_range')) return {body: {data: {resultType: 'streams', result: []}}};
      const indexing = {index_total: looks, index_failed: 0, doc_status: {'4xx': looks}};
      return {body: path.startsWith('/_nodes') ? {nodes: {n: {indices: {indexing}}}} : {data: []}};
    });
  }

  test.each([
    ['beside the canaries, where there is a cluster', true],
    ['without a cluster as well', false],
  ])('%s', async (_name, withCluster) => {
    const {url} = await losing();
    const stack = stackOf([
      `{type: loki, url: "${url}", query: '{job="audit"}', every: 100ms}`,
      `{type: elasticsearch, url: "${url}", index: audit, every: 100ms}`,
    ]);
    const cluster = withCluster ? await openTestCluster() : undefined;
    const looked = {stack, rules, clock: fastClock(20), abort: never};
    const findings = await inspectStack({...looked, ...(cluster && {cluster})});
    await cluster?.release();
    expect(shape(findings.filter(f => f.check === 'losses'))).toEqual([
      expect.stringMatching(
        /^warning losses of loki: Loki discarded lines of all its streams in N: rate_limited \(\d+\)$/,
      ),
      expect.stringMatching(
        /^warning losses of elasticsearch: the store refused documents of all its indices in N: .*4xx/,
      ),
    ]);
  });
});

describe('a Falco is sent a canary that its stock rules alert on', () => {
  /** Doctor with a Falco, which posts on the canary where `posts` says how; the canary's dry run stands in the audit log. */
  async function inspected(posts?: (event: AuditEvent) => object) {
    const port = await freePort();
    const cluster = await openTestCluster();
    const watched: Cluster = {
      ...cluster,
      auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
        for (const event of lines.map(line => JSON.parse(line) as AuditEvent)) {
          const isCanary = event.requestURI.startsWith('/api/v1/namespaces?dryRun=All');
          if (posts && isCanary) void post(`http://127.0.0.1:${port}/falco`, posts(event));
        }
        deliver(lines);
      }),
    };
    const stack = stackOf([`{type: falco, listen: {port: ${port}}, delays: [{for: 100ms, why: batches}]}`]);
    const clock = posts ? realClock : fastClock(20);
    const findings = await inspectStack({stack, cluster: watched, rules, clock, abort: never});
    const namespaces = await new ApiClient(cluster.kubeConfig, 'test/1').send(
      {method: 'GET', path: '/api/v1/namespaces'},
      {auditId: randomUUID(), signal: never},
    );
    await cluster.release();
    expect(JSON.stringify(namespaces.body)).not.toContain('kubedrill-canary');
    return shape(findings);
  }

  test('which comes: it posts, and how long that took', async () => {
    const findings = await inspected(({user, objectRef, stageTimestamp}) => ({
      ...{rule: 'K8s Namespace Created', priority: 'Informational', source: 'k8s_audit', time: stageTimestamp},
      output_fields: {
        'ka.user.name': user.username,
        'ka.target.name': objectRef?.name,
        'ka.target.resource': 'namespaces',
      },
    }));
    expect(findings).toContain(
      'ok canary: alerted by falco N after a Namespace that is created as a dry run was answered',
    );
    expect(findings).toContainEqual(
      expect.stringMatching(/^ok source falco \(alerted\): listens on .*, 1 bodies so far/),
    );
  });

  test('which does not come: a Falco that never posts is not ready', async () => {
    const findings = await inspected();
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^warning canary: falco posted nothing on a Namespace that is created as a dry run within N: it is not running/,
      ),
    );
    expect(findings).toContainEqual(
      expect.stringMatching(/^warning source falco \(alerted\): listens on .*; nothing was posted on a canary$/),
    );
  });

  test('which nobody sends without a cluster: then nobody can say', async () => {
    const stack = stackOf(['{type: falco, listen: {port: 0}}']);
    expect(await inspectStack({stack, rules, clock: realClock, abort: never})).toMatchObject([
      {state: 'warning', detail: expect.stringContaining('only a canary shows whether anything is posted')},
      {check: 'budget'},
    ]);
  });
});
