import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {auditEvent} from '../helpers/audit-event.js';
import {type DrillChange, type Drilled, drill} from '../helpers/drill.js';
import {counting, loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {elastAlert, secretsListed} from './elastalert2.js';
import {lab, makeIndex, store} from './lab.js';
import {bulk, timed} from './shipper.js';

const url = lab('LAB_OPENSEARCH');
const judged = (drilled: Drilled) => drilled.find('scenario.judged');

/** A record from before the drill. */
const earlier = (minutes: number) => timed(auditEvent('kd-000001', new Date(Date.now() - minutes * 60_000)));

/** Secrets are listed, and kubedrill's own rules alert; what is in the store is up to the test. */
const listed = (index: string, change: DrillChange & {probe?: boolean; from?: string; scenario?: string}) =>
  drill([change.scenario ?? 'secrets-listed'], {
    settings: {slaMs: 2500, graceMs: 200},
    stack: stackOf([
      `{type: elasticsearch, url: "${change.from ?? url}", index: "${index}", every: 200ms, probe: ${change.probe ?? false}}`,
      '{type: rules}',
    ]),
    ...change,
  });

describe('a broken collection is missed, and the link is named with its cause', () => {
  const missed = (cause: RegExp | string) => ({
    verdict: 'missed',
    link: {
      lastHeld: 'audited',
      broken: 'collected',
      cause: typeof cause === 'string' ? expect.stringContaining(cause) : expect.stringMatching(cause),
    },
  });

  test('whole: detected, each link with its own source', async () => {
    const index = await makeIndex();
    const drilled = await listed(index, {cluster: bulk(index), settings: {slaMs: 30_000}});
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
    const seen = drilled.events.flatMap(e =>
      e.type === 'expectation.settled' ? [`${e.stage} ${e.state} ${e.source}`] : [],
    );
    expect(seen.sort()).toEqual(['alerted seen rules', 'audited seen audit-log', 'collected seen elasticsearch']);
  });

  test('the shipper has stopped', async () => {
    const index = await makeIndex();
    await store(index, earlier(3));
    const drilled = await listed(index, {cluster: bulk(index, () => undefined)});
    expect(judged(drilled)).toMatchObject(
      missed(/is \d+ m \d\d s old, older than the attack: the shipper has stopped, or reads another file/),
    );
  });

  test('the shipper writes to another index', async () => {
    const [index, other] = [await makeIndex(), await makeIndex()];
    const drilled = await listed(index, {cluster: bulk(other)});
    expect(judged(drilled)).toMatchObject(missed(`the record is in the index ${other}, which ${index} does not cover`));
  });

  test.each([true, false])(
    'the store refuses the record for a mapping conflict, and the shipper goes on; probe: %s',
    async probe => {
      const index = await makeIndex({mappings: {properties: {objectRef: {properties: {resource: {type: 'long'}}}}}});
      // Only what the drill reads of Secrets has a resource that is no number; the rest arrives.
      const change = (event: AuditEvent) =>
        timed(event.objectRef?.resource === 'secrets' ? event : {...event, objectRef: {}});
      const drilled = await listed(index, {cluster: bulk(index, change), probe});
      expect(judged(drilled)).toMatchObject(
        missed(
          probe
            ? /refused by .*failed to parse field \[objectRef\.resource\] of type \[long\]/
            : /refused by .*objectRef\.resource is mapped as long, and "secrets" is no number/,
        ),
      );
    },
  );

  test.each([true, false])('the store refuses the record for the limit of fields; probe: %s', async probe => {
    const index = await makeIndex({settings: {'index.mapping.total_fields.limit': 80}});
    const {
      requestObject: _,
      responseObject: _body,
      ...small
    } = timed(auditEvent('kd-000001', new Date())) as AuditEvent;
    await store(index, small);
    // A pod has more fields than are left; what has no body still arrives.
    const drilled = await listed(index, {cluster: bulk(index), probe, scenario: 'privileged-pod'});
    expect(judged(drilled)).toMatchObject(
      missed(
        probe
          ? /refused by .*Limit of total fields \[80\] has been exceeded/
          : /refused by .*of at most 80 fields, and the record brings/,
      ),
    );
  });

  test('clocks are ten minutes apart', async () => {
    const index = await makeIndex();
    const skewed = (event: AuditEvent) => ({
      ...event,
      '@timestamp': new Date(Date.parse(event.stageTimestamp) - 600_000).toISOString(),
    });
    const drilled = await listed(index, {cluster: bulk(index, skewed)});
    expect(judged(drilled)).toMatchObject(
      missed(/its @timestamp is (9 m \d\d s|10 m 00 s) before the attack.*clock skew/),
    );
  });
});

describe('a store that cannot be asked makes verdicts inconclusive', () => {
  test('it is down from the start; it answers 401', async () => {
    const closed = await loopback(() => ({body: {}}));
    await closed.close();
    const down = await listed('x', {from: closed.url});
    expect(judged(down)).toMatchObject({
      verdict: 'inconclusive',
      explanation: expect.stringContaining('connection refused'),
    });
    const server = await loopback(() => ({
      status: 401,
      body: {error: {type: 'security_exception', reason: 'missing authentication credentials'}},
    }));
    expect(judged(await listed('x', {from: server.url}))).toMatchObject({
      verdict: 'inconclusive',
      explanation: expect.stringContaining(
        'refuses these credentials (401): security_exception: missing authentication credentials',
      ),
    });
  });

  test('it goes down in mid-run, and is believed again when it is back', async () => {
    const index = await makeIndex();
    const proxy = await counting(url);
    const broken = await listed(index, {
      from: proxy.url,
      cluster: bulk(index, () => undefined),
      onEvent: event => {
        if (event.type === 'scenario.phase' && event.phase === 'attack') void proxy.close();
      },
    });
    expect(judged(broken)).toMatchObject({verdict: 'inconclusive'});
    expect(broken.events.find(e => e.type === 'source.changed' && e.state === 'down')).toMatchObject({
      source: 'elasticsearch',
    });
  });
});

describe('records arrive otherwise than they were sent', () => {
  const chain = async (change: (event: AuditEvent) => object, filter: object[]) => {
    const index = await makeIndex();
    const people = await loopback(() => ({body: {}}));
    const {writeback} = await elastAlert([secretsListed(index, people.url, {filter})]);
    return drill(['secrets-listed'], {
      settings: {slaMs: 12_000, graceMs: 200},
      cluster: bulk(index, change),
      stack: stackOf([
        `{type: elasticsearch, url: "${url}", index: ${index}, every: 200ms}`,
        `{type: elastalert, url: "${url}", index: ${writeback}, every: 200ms}`,
      ]),
    });
  };

  test('annotations lose their dots: the rule finds nothing, and the new name is told', async () => {
    const renamed = ({annotations, ...event}: AuditEvent) => ({
      ...timed(event as AuditEvent),
      annotations: Object.fromEntries(Object.entries(annotations ?? {}).map(([k, v]) => [k.replaceAll('.', '_'), v])),
    });
    const drilled = await chain(renamed, [
      {term: {'annotations.authorization.k8s.io/decision.keyword': 'allow'}},
      {term: {'verb.keyword': 'list'}},
    ]);
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      link: {
        lastHeld: 'collected',
        broken: 'alerted',
        cause: expect.stringMatching(
          /its filter found no record \(elastalert\); collected, but changed on its way: .*annotations\.authorization\.k8s\.io\/decision is annotations\.authorization_k8s_io\/decision/,
        ),
      },
    });
  });

  test('realert swallows the second of two attacks', async () => {
    const index = await makeIndex();
    const people = await loopback(() => ({body: {}}));
    const {writeback} = await elastAlert([secretsListed(index, people.url, {realert: {minutes: 5}})]);
    await store(index, earlier(0));
    await expect.poll(() => people.received.length, {timeout: 60_000}).toBeGreaterThan(0);
    const drilled = await drill(['secrets-listed'], {
      settings: {slaMs: 20_000, graceMs: 200},
      cluster: bulk(index),
      stack: stackOf([
        `{type: elasticsearch, url: "${url}", index: ${index}, every: 200ms}`,
        `{type: elastalert, url: "${url}", index: ${writeback}, every: 200ms}`,
      ]),
    });
    expect(judged(drilled)).toMatchObject({
      verdict: 'missed',
      link: {
        lastHeld: 'collected',
        broken: 'alerted',
        cause: expect.stringContaining('its realert of 5 m 00 s swallows'),
      },
    });
  });
});
