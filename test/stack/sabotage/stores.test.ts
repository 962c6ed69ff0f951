import {expect, onTestFinished, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {realClock} from '../../../src/lib/clock.js';
import {countFields, type Mapping} from '../../../src/sources/elasticsearch/mapping.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {type DrillChange, drill} from '../../helpers/drill.js';
import {counting} from '../../helpers/loopback.js';
import {stackOf} from '../../helpers/stack.js';
import {expectNamed} from '../../sabotage/ways.js';
import {call, lab, makeIndex, store, uniqueName} from '../lab.js';
import {bulk, timed} from '../shipper.js';

const url = lab('LAB_OPENSEARCH');
/** A scenario whose attack is many requests. */
const BURST = 'permission-enumeration';

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

/** The attack's record is held back; everything else arrives as it is. */
const isAttacks = (event: AuditEvent): boolean => event.objectRef?.resource === 'secrets';

test('shipper 40 seconds behind: the newest record moves', async () => {
  const index = await makeIndex();
  const sent: Promise<void>[] = [];
  const others = setInterval(
    () => sent.push(store(index, timed(auditEvent('kd-ffffff', new Date(Date.now() - 40_000))))),
    500,
  );
  onTestFinished(async () => {
    clearInterval(others);
    await Promise.all(sent);
  });
  expectNamed('shipper-behind', await collected(index, {cluster: bulk(index, () => undefined)}));
});

test('record that comes a moment after the last look', async () => {
  const index = await makeIndex();
  const later = (event: AuditEvent): object | undefined => {
    if (!isAttacks(event)) return timed(event);
    setTimeout(() => void store(index, timed(event)), 1000);
    return undefined;
  };
  // The record comes by the machine's clock, so the drill has that one, too.
  const waits = {settings: {slaMs: 400, graceMs: 200}, clock: realClock};
  expectNamed('record-late', await collected(index, {cluster: bulk(index, later), ...waits}));
});

/** An index with one record of three minutes ago, and then these settings. */
async function withSettings(settings: object): Promise<string> {
  const index = await makeIndex();
  await store(index, timed(auditEvent('kd-ffffff', new Date(Date.now() - 180_000))));
  await call('PUT', `${url}/${index}/_settings`, settings);
  return index;
}

test('index that takes no more records', async () => {
  const index = await withSettings({'index.blocks.write': true});
  expectNamed('store-blocked', await collected(index, {cluster: bulk(index)}));
});

test('disk of the store is full', async () => {
  const full = {'index.blocks.read_only_allow_delete': true};
  const index = await withSettings(full);
  // The store itself takes the block off again, for this disk is not really full.
  const again = setInterval(() => void call('PUT', `${url}/${index}/_settings`, full).catch(() => {}), 500);
  onTestFinished(() => clearInterval(again));
  expectNamed('store-flood-stage', await collected(index, {cluster: bulk(index)}));
});

test('index that never makes its records searchable', async () => {
  const index = await withSettings({'index.refresh_interval': '-1'});
  expectNamed('store-never-refreshes', await collected(index, {cluster: bulk(index, timed, '')}));
});

test('index that makes its records searchable later than the SLA', async () => {
  const index = await withSettings({'index.refresh_interval': '5m'});
  expectNamed('store-refreshes-rarely', await collected(index, {cluster: bulk(index, timed, '')}));
});

test('index that was closed', async () => {
  const index = await makeIndex();
  await call('POST', `${url}/${index}/_close`);
  expectNamed('index-closed', await collected(index, {cluster: bulk(index)}));
});

test('today’s index does not come to be', async () => {
  const name = uniqueName('kubedrill-test');
  await makeIndex({}, `${name}-2020.01.01`);
  await call('PUT', `${url}/_cluster/settings`, {transient: {'action.auto_create_index': `-${name}-*,+*`}});
  onTestFinished(() =>
    call('PUT', `${url}/_cluster/settings`, {transient: {'action.auto_create_index': null}}).then(() => {}),
  );
  expectNamed('index-not-made', await collected(`${name}-%Y.%m.%d`, {cluster: bulk(`${name}-of-today`)}));
});

test('a new index whose template maps the audit id alone, and which refuses the record', async () => {
  const properties = {auditID: {type: 'keyword'}, objectRef: {properties: {resource: {type: 'long'}}}};
  const index = await makeIndex({mappings: {properties}});
  expectNamed('fresh-index-refuses', await collected(index, {cluster: bulk(index, numbered)}));
});

/** Of a burst of questions two of three are refused: what they ask about is a number in this index. */
const twoOfThree = () => {
  let asked = 0;
  return (event: AuditEvent): object => {
    const refused = event.objectRef?.resource === 'selfsubjectaccessreviews' && asked++ % 3 > 0;
    return timed(refused ? event : {...event, objectRef: {}});
  };
};

test('some records of an attack are refused: told beside a detection', async () => {
  const index = await conflicting();
  const settings = {slaMs: 20_000};
  const drilled = await collected(index, {cluster: bulk(index, twoOfThree()), scenario: BURST, settings});
  expect(drilled.find('scenario.judged')).toMatchObject({
    verdict: 'detected',
    explanation: expect.stringMatching(
      /; \d+ of \d+ records of the attack did not arrive in elasticsearch: refused by /,
    ),
  });
});

test('some records of an attack are refused, and no rule alerts: told beside what the rules say', async () => {
  const index = await conflicting();
  const settings = {slaMs: 8000};
  const drilled = await collected(index, {
    ...{cluster: bulk(index, twoOfThree()), scenario: BURST, settings},
    rules: ['rules/pod-exec.yml'],
  });
  expectNamed('partly-refused', drilled);
});
