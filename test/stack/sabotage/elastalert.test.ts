import {expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {realClock} from '../../../src/lib/clock.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {drill} from '../../helpers/drill.js';
import {loopback} from '../../helpers/loopback.js';
import {stackOf} from '../../helpers/stack.js';
import {tempFile} from '../../helpers/temp.js';
import {expectNamed} from '../../sabotage/ways.js';
import {alertmanager, send, TOLD} from '../alertmanager.js';
import {elastAlert, secretsListed} from '../elastalert2.js';
import {lab, makeIndex, store} from '../lab.js';
import {bulk, timed} from '../shipper.js';

const url = lab('LAB_OPENSEARCH');

/** The rule that is meant, by the stack file. */
const NAMED = ', rules: {secrets-enumerated: [secrets-listed]}';

interface Chain {
  /** What is changed of the rule that would alert; the second rule always runs, on something else. */
  rule?: object;
  /** Whether the stack file names the file of the rule; it does unless this says no. */
  readable?: boolean;
  /** What the shipper makes of an event. */
  change?: (event: AuditEvent) => object;
  before?: (index: string, told: () => number) => Promise<void>;
  /** What the stack file says beside ElastAlert2's address. */
  named?: string;
  /** Further sources. */
  beside?: string[];
}

/** Secrets are listed, rsyslog's like brings the record into the real OpenSearch, and a real ElastAlert2 looks at it. */
async function chain({rule = {}, change = timed, before, named = NAMED, readable = true, beside = []}: Chain) {
  // An index that nothing was stored in has no field to sort by, and ElastAlert2 writes no status of a search that fails.
  const index = await makeIndex({mappings: {properties: {'@timestamp': {type: 'date'}}}});
  const people = await loopback(() => ({body: {}}));
  const other = secretsListed(index, people.url, {name: 'other', filter: [{term: {'verb.keyword': 'none'}}]});
  const meant = secretsListed(index, people.url, rule);
  const {writeback, ran} = await elastAlert([meant, other]);
  const files = readable ? `, ruleFiles: ["${tempFile('secrets-listed.yaml', JSON.stringify(meant))}"]` : '';
  await ran('other');
  await before?.(index, () => people.received.length);
  return drill(['secrets-listed'], {
    clock: realClock,
    settings: {slaMs: 12_000, graceMs: 200},
    cluster: bulk(index, change),
    stack: stackOf([
      `{type: elasticsearch, url: "${url}", index: ${index}, every: 200ms}`,
      `{type: elastalert, url: "${url}", index: ${writeback}, every: 200ms${named}${files}}`,
      ...beside,
    ]),
  });
}

test('field renamed', async () => {
  const renamed = ({objectRef, ...event}: AuditEvent) => ({...timed(event as AuditEvent), object_ref: objectRef});
  expectNamed('field-renamed', await chain({change: renamed}));
});

test('de-dotted annotations', async () => {
  const dedotted = ({annotations, ...event}: AuditEvent) => ({
    ...timed(event as AuditEvent),
    annotations: Object.fromEntries(Object.entries(annotations ?? {}).map(([k, v]) => [k.replaceAll('.', '_'), v])),
  });
  const filter = [
    {term: {'annotations.authorization.k8s.io/decision.keyword': 'allow'}},
    {term: {'verb.keyword': 'list'}},
  ];
  expectNamed('annotations-dedotted', await chain({change: dedotted, rule: {filter}}));
});

test('rule disabled', async () => {
  expectNamed('elastalert-rule-disabled', await chain({rule: {is_enabled: false}}));
});

test('rule that can never match', async () => {
  expectNamed('elastalert-rule-never-matches', await chain({rule: {filter: [{term: {'verb.keyword': 'LIST'}}]}}));
});

test('rule excludes the namespace', async () => {
  const excluding = {
    bool: {
      must: [{term: {'objectRef.resource.keyword': 'secrets'}}, {term: {'verb.keyword': 'list'}}],
      must_not: [{prefix: {'user.username.keyword': 'system:serviceaccount:kd-'}}],
    },
  };
  expectNamed('elastalert-rule-excludes', await chain({rule: {filter: [excluding]}}));
});

test('realert swallows the second', async () => {
  const earlier = async (index: string, told: () => number): Promise<void> => {
    await store(index, timed(auditEvent('kd-000001', new Date())));
    await expect.poll(told, {timeout: 60_000}).toBeGreaterThan(0);
  };
  expectNamed('realert-swallows', await chain({rule: {realert: {minutes: 5}}, before: earlier}));
});

test('an alert about something else in Alertmanager hides nothing of what ElastAlert2 knows', async () => {
  const people = await alertmanager(`route: {receiver: people}\n${TOLD}`);
  await send(people, {alertname: 'client-certificate-approved', auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'});
  await send(people, {user_username: 'alice'});
  const beside = [`{type: alertmanager, url: "${people}", every: 200ms}`];
  const never = {filter: [{term: {'verb.keyword': 'LIST'}}]};
  expectNamed('foreign-alert-elastalert', await chain({rule: never, beside}));
});

test('no rule claims the technique', async () => {
  expectNamed('no-rule-claims', await chain({rule: {filter: [{term: {'verb.keyword': 'LIST'}}]}, named: ''}));
});

test('event below a prefix', async () => {
  const nested = (event: AuditEvent) => ({'@timestamp': event.stageTimestamp, kubernetes: {audit: event}});
  expectNamed('nested-under-prefix', await chain({change: nested}));
});

test('time of records an hour ahead', async () => {
  const ahead = (event: AuditEvent) => ({
    ...event,
    '@timestamp': new Date(Date.parse(event.stageTimestamp) + 3_600_000).toISOString(),
  });
  expectNamed('time-ahead', await chain({change: ahead}));
});

test('rule that looks in another index', async () => {
  const other = await makeIndex({mappings: {properties: {'@timestamp': {type: 'date'}}}});
  expectNamed('elastalert-other-index', await chain({rule: {index: other}}));
});

test('term on a field of type text', async () => {
  const filter = [{term: {'verb.keyword': 'list'}}, {term: {'user.username': 'system:serviceaccount:kd-1:ci'}}];
  expectNamed('elastalert-text-field', await chain({rule: {filter}}));
});

test('rule whose file is not named', async () => {
  const filter = [{term: {'verb.keyword': 'LIST'}}];
  expectNamed('elastalert-rule-unread', await chain({rule: {filter}, readable: false}));
});
