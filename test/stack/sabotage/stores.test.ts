import {expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {countFields, type Mapping} from '../../../src/sources/elasticsearch/mapping.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {type DrillChange, drill} from '../../helpers/drill.js';
import {counting} from '../../helpers/loopback.js';
import {stackOf} from '../../helpers/stack.js';
import {expectNamed} from '../../sabotage/ways.js';
import {call, lab, makeIndex, store} from '../lab.js';
import {bulk, timed} from '../shipper.js';

const url = lab('LAB_OPENSEARCH');

/** Kubedrill's own rules alert; what is in the store is up to the test. */
const collected = (index: string, change: DrillChange & {probe?: boolean; from?: string; scenario?: string}) =>
  drill([change.scenario ?? 'secrets-listed'], {
    settings: {slaMs: 5000, graceMs: 200},
    stack: stackOf([
      `{type: elasticsearch, url: "${change.from ?? url}", index: "${index}", every: 200ms, probe: ${change.probe ?? false}}`,
      '{type: rules}',
    ]),
    ...change,
  });

test('whole: detected, each link with its own source', async () => {
  const index = await makeIndex();
  const drilled = await collected(index, {cluster: bulk(index), settings: {slaMs: 30_000}});
  expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  const seen = drilled.events.flatMap(e =>
    e.type === 'expectation.settled' ? [`${e.stage} ${e.state} ${e.source}`] : [],
  );
  expect(seen.sort()).toEqual(['alerted seen rules', 'audited seen audit-log', 'collected seen elasticsearch']);
});

test('shipper writes to another index', async () => {
  const [index, other] = [await makeIndex(), await makeIndex()];
  expectNamed('shipper-other-index', await collected(index, {cluster: bulk(other)}));
});

/** An index that takes no Secrets: the field that names what was read is a number in it. */
const conflicting = () => makeIndex({mappings: {properties: {objectRef: {properties: {resource: {type: 'long'}}}}}});
/** Only what the drill reads of Secrets has a resource that is no number; the rest arrives. */
const numbered = (event: AuditEvent): object =>
  timed(event.objectRef?.resource === 'secrets' ? event : {...event, objectRef: {}});

test('record refused by the store for a mapping conflict: its own error, by a probe', async () => {
  const index = await conflicting();
  expectNamed('refused-conflict', await collected(index, {cluster: bulk(index, numbered), probe: true}));
});

test('record refused by the store for a mapping conflict: its mapping, without writing anything', async () => {
  const index = await conflicting();
  expectNamed('refused-conflict-unprobed', await collected(index, {cluster: bulk(index, numbered)}));
});

/** An index with the store's usual limit of 1,000 fields, of which ten are left for records such as this one. */
async function nearlyFull(): Promise<string> {
  const index = await makeIndex();
  const {requestObject: _, responseObject: _body, ...small} = auditEvent('kd-000001', new Date());
  await store(index, timed(small as AuditEvent));
  const mapping = (await call('GET', `${url}/${index}/_mapping`)) as Record<string, {mappings: Mapping}>;
  const free = 1000 - countFields(mapping[index]?.mappings ?? {}) - 10;
  const properties = Object.fromEntries(Array.from({length: free}, (_, i) => [`filler_${i}`, {type: 'keyword'}]));
  await call('PUT', `${url}/${index}/_mapping`, {properties});
  return index;
}

test('record refused by the store at its limit of 1,000 fields: its own error, by a probe', async () => {
  const index = await nearlyFull();
  const scenario = 'privileged-pod';
  expectNamed('refused-limit', await collected(index, {cluster: bulk(index), probe: true, scenario}));
});

test('record refused by the store at its limit of 1,000 fields: its mapping, without writing anything', async () => {
  const index = await nearlyFull();
  expectNamed('refused-limit-unprobed', await collected(index, {cluster: bulk(index), scenario: 'privileged-pod'}));
});

test('clock skew of 10 minutes', async () => {
  const index = await makeIndex();
  const skewed = (event: AuditEvent) => ({
    ...event,
    '@timestamp': new Date(Date.parse(event.stageTimestamp) - 600_000).toISOString(),
  });
  expectNamed('clock-skew-records', await collected(index, {cluster: bulk(index, skewed)}));
});

test('the store goes down in mid-run, and nothing is called missed for it', async () => {
  const index = await makeIndex();
  const proxy = await counting(url);
  const drilled = await collected(index, {
    from: proxy.url,
    cluster: bulk(index, () => undefined),
    onEvent: event => {
      if (event.type === 'scenario.phase' && event.phase === 'attack') void proxy.close();
    },
  });
  expectNamed('store-down-in-mid-run', drilled);
});
