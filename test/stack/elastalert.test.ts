import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {Investigation} from '../../src/sources/source.js';
import {auditEvent} from '../helpers/audit-event.js';
import {loopback} from '../helpers/loopback.js';
import {interestIn, never, type Opened, openSource} from '../helpers/source.js';
import {elastAlert, secretsListed} from './elastalert2.js';
import {lab, makeIndex, store} from './lab.js';

const url = lab('LAB_OPENSEARCH');
const WITHIN = {timeout: 60_000, interval: 300};
const recordOf = (event: AuditEvent) => ({...event, '@timestamp': event.requestReceivedTimestamp});
const receiver = (status = 200) => loopback(() => ({status, body: {}}));

const open = (index: string, more: object = {}): Opened =>
  openSource({type: 'elastalert', url, index, every: '300ms', ...more});

const about = (event: AuditEvent, since: Date): Investigation => ({
  stage: 'alerted',
  expected: {rule: 'secrets-enumerated'},
  token: 'kd-1a2b3c',
  auditIds: [event.auditID],
  events: [event],
  since,
});

describe('a real ElastAlert2', () => {
  test('alerts on our record: the alert is joined to it by its audit id, and nobody else’s is ours', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback} = await elastAlert([secretsListed(index, people.url)]);
    const opened = open(writeback);
    const [ours, theirs] = [auditEvent('kd-1a2b3c', new Date()), auditEvent('kd-ffffff', new Date())];
    await opened.start(interestIn([ours.auditID]));
    await store(index, recordOf(theirs), recordOf(ours));
    await expect.poll(() => opened.signals.length, WITHIN).toBe(2);
    const signal = opened.signals.find(s => s.claims[0]?.auditId === ours.auditID);
    expect(signal).toMatchObject({
      stage: 'alerted',
      rule: {id: 'secrets-listed'},
      claims: [{user: ours.user.username, userAgent: ours.userAgent}],
      events: [{auditID: ours.auditID, verb: 'list'}],
      evidence: {kind: 'alert', document: {alert_sent: true, match: {index}}},
    });
    expect(signal).not.toHaveProperty('suppressed');
    expect(people.received.length).toBeGreaterThan(0);
  });

  test('copies two fields only: the alert is joined to the record by its index and id', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback} = await elastAlert([secretsListed(index, people.url, {include: ['verb', 'objectRef.resource']})]);
    const opened = open(writeback);
    const ours = auditEvent('kd-1a2b3c', new Date());
    await opened.start(interestIn([ours.auditID]));
    await store(index, recordOf(ours));
    await expect.poll(() => opened.signals.map(s => s.claims[0]?.auditId), WITHIN).toEqual([ours.auditID]);
  });

  test('cannot send: detected, and nobody was notified; the address that it failed at is not repeated', async () => {
    const index = await makeIndex();
    const people = await receiver(500);
    const {writeback} = await elastAlert([secretsListed(index, `${people.url}/hooks/a-secret-path`)]);
    const opened = open(writeback);
    const ours = auditEvent('kd-1a2b3c', new Date());
    await opened.start(interestIn([ours.auditID]));
    await store(index, recordOf(ours));
    await expect.poll(() => opened.signals[0]?.suppressed, WITHIN).toContain('ElastAlert2 could not send it');
    expect(JSON.stringify(opened.signals)).not.toContain('a-secret-path');
  });

  test('aggregates: held back first, told when it is sent', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback} = await elastAlert([secretsListed(index, people.url, {aggregation: {seconds: 4}})]);
    const opened = open(writeback);
    const ours = auditEvent('kd-1a2b3c', new Date());
    await opened.start(interestIn([ours.auditID]));
    await store(index, recordOf(ours));
    await expect
      .poll(() => opened.signals.map(s => s.suppressed?.slice(0, 25) ?? 'told'), WITHIN)
      .toEqual(['ElastAlert2 holds it back', 'told']);
    expect(opened.signals.every(s => s.claims[0]?.auditId === ours.auditID)).toBe(true);
  });

  test('realert swallows the second attack', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback} = await elastAlert([secretsListed(index, people.url, {realert: {minutes: 10}})]);
    const opened = open(writeback, {rules: {'secrets-enumerated': ['secrets-listed']}});
    const [first, second] = [auditEvent('kd-000001', new Date()), auditEvent('kd-1a2b3c', new Date())];
    await opened.start(interestIn([first.auditID, second.auditID]));
    await store(index, recordOf(first));
    await expect.poll(() => opened.signals.length, WITHIN).toBe(1);
    const since = new Date();
    await store(index, {...recordOf(second), '@timestamp': since.toISOString()});
    await expect
      .poll(() => opened.source.investigate?.(about(second, since), never), WITHIN)
      .toMatchObject({
        cause: expect.stringMatching(
          /^secrets-listed matched, but had alerted already: its realert of 10 m 00 s swallows/,
        ),
        change: expect.stringContaining('query_key'),
      });
    expect(opened.signals).toHaveLength(1);
  });

  test('explains a rule whose filter matches nothing, and one that is too few for its threshold', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback} = await elastAlert([
      secretsListed(index, people.url, {name: 'never', filter: [{term: {'verb.keyword': 'LIST'}}]}),
      secretsListed(index, people.url, {name: 'many', type: 'frequency', num_events: 50, timeframe: {minutes: 1}}),
    ]);
    const ours = auditEvent('kd-1a2b3c', new Date());
    const since = new Date();
    await store(index, recordOf(ours));
    const told = (rule: string) =>
      open(writeback, {rules: {'secrets-enumerated': [rule]}}).source.investigate?.(about(ours, since), never);
    await expect
      .poll(() => told('never'), WITHIN)
      .toMatchObject({
        cause: expect.stringMatching(
          /^never ran \d+ times since the attack, over the time of the record in .+, and did not find it; which part/,
        ),
      });
    await expect
      .poll(() => told('many'), WITHIN)
      .toMatchObject({
        cause: expect.stringMatching(
          /^many ran \d+ times since the attack, its filter found \d+ new records?, and it made no match of them/,
        ),
      });
  });

  test('explains a rule that is disabled, a rule that fails, and an ElastAlert2 that is down', async () => {
    const index = await makeIndex();
    const people = await receiver();
    const {writeback, stop} = await elastAlert([
      secretsListed(index, people.url, {is_enabled: false}),
      secretsListed(index, people.url, {name: 'other'}),
      secretsListed(index, people.url, {name: 'broken', filter: [{no_such_query: {}}]}),
    ]);
    const ours = auditEvent('kd-1a2b3c', new Date());
    const since = new Date();
    await store(index, recordOf(ours));
    const told = (rule: string, from = since) =>
      open(writeback, {rules: {'secrets-enumerated': [rule]}}).source.investigate?.(about(ours, from), never);
    await expect
      .poll(() => told('secrets-listed'), WITHIN)
      .toMatchObject({
        cause: expect.stringContaining('no rule of ElastAlert2 claims secrets-enumerated: it ran other'),
      });
    await expect
      .poll(() => told('broken'), WITHIN)
      .toMatchObject({cause: expect.stringMatching(/^ElastAlert2 failed: .*no_such_query/s)});
    await stop();
    expect((await told('other', new Date()))?.cause).toBe('ElastAlert2 has run no rule at all since the attack');
  });
});

describe('doctor asks the write-back index', () => {
  test('and is told whether it is there, and of its newest alert', async () => {
    const {writeback} = await elastAlert([]);
    expect(await open(writeback).source.check?.(never)).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^OpenSearch 2\.\S+, no alert yet$/),
    });
    expect(await open('kubedrill-absent').source.check?.(never)).toMatchObject({state: 'failed'});
  });
});
