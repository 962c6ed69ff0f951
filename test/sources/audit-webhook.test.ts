import {createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {realClock} from '../../src/lib/clock.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {AuditStream} from '../../src/sources/kit/audit-stream.js';
import type {Signal, Source} from '../../src/sources/source.js';
import {loadStack} from '../../src/sources/stack/load.js';
import {openSources} from '../../src/sources/stack/open.js';
import {recordedAttacks, recordedEvents} from '../helpers/recorded.js';
import {tempFile} from '../helpers/temp.js';

const TOKEN = 'a-shared-token';

/** A port that nobody has at the moment. */
const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number};
      server.close(() => resolve(port));
    });
  });

/** The sources of a stack with an audit webhook, listening; everything is of interest. */
async function listening() {
  const port = await freePort();
  const file = tempFile(
    'stack.yaml',
    `title: t\nsources:\n  - {type: rules}\n  - {type: audit-webhook, listen: {port: ${port}, token: "\${TOKEN}"}}\n`,
  );
  const stack = loadStack(file, {TOKEN});
  const sources = openSources(stack, {clock: realClock, startedAt: realClock.wall(), rules: loadRules(['rules']).set});
  const signals: Signal[] = [];
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const interest = {has: () => true, auditIds: () => [], tokens: () => []};
  for (const source of sources) await source.start(signal => signals.push(signal), interest, abort.signal);
  const post = (body: unknown, path = `/audit/${TOKEN}?timeout=30s`, method = 'POST') =>
    fetch(`http://127.0.0.1:${port}${path}`, {method, ...(method === 'POST' && {body: JSON.stringify(body)})});
  return {sources, signals, post};
}

/** A batch as the API server posts it: its items have neither kind nor apiVersion. */
const batch = (events: readonly AuditEvent[]) => ({
  kind: 'EventList',
  apiVersion: 'audit.k8s.io/v1',
  metadata: {},
  items: events.map(({kind: _, apiVersion: __, ...event}) => event),
});

const attacks = recordedAttacks();
const list = recordedEvents().find(
  e => attacks.get(e.auditID) === 'KS-26' && e.verb === 'list' && e.responseStatus?.code === 200,
) as AuditEvent;

test('a batch becomes signals, each event once however often the batch is posted, and rules run on it', async () => {
  const {signals, post, sources} = await listening();
  expect(sources.map((s: Source) => [s.id, s.stage])).toEqual([
    ['audit-webhook', 'audited'],
    ['rules', 'alerted'],
  ]);
  for (let i = 0; i < 3; i++) expect((await post(batch([list]))).status).toBe(200);
  await expect.poll(() => signals.length).toBe(2);
  expect(signals[0]).toMatchObject({source: 'audit-webhook', stage: 'audited', claims: [{auditId: list.auditID}]});
  expect(signals[1]).toMatchObject({source: 'rules', stage: 'alerted', rule: {id: 'secrets-enumerated'}});
});

test('whoever does not show the token, or posts elsewhere, or does not post, is refused and changes nothing', async () => {
  const {signals, post, sources} = await listening();
  expect((await post(batch([list]), '/audit')).status).toBe(401);
  expect((await post(batch([list]), '/audit/guess')).status).toBe(401);
  expect((await post(batch([list]), '/other')).status).toBe(404);
  expect((await post(undefined, `/audit/${TOKEN}`, 'GET')).status).toBe(405);
  expect(signals).toEqual([]);
  const answer = await sources[0]?.check?.(new AbortController().signal);
  expect(answer).toMatchObject({state: 'warning', detail: expect.stringContaining('refused')});
  expect(JSON.stringify(answer)).not.toContain(TOKEN);
});

test('of the moment of a body that holds no event nothing is known', async () => {
  const {post, sources} = await listening();
  const since = realClock.now();
  expect((await post('nonsense')).status).toBe(400);
  await new Promise(setImmediate);
  expect((sources[0] as AuditStream).sight(since, realClock.now(), 'missed')).toEqual({
    state: 'blind',
    reason: 'a body was not taken: 1 of 1 items of a body are not audit events',
    change: expect.stringMatching(/^look at what the sender posts/),
  });
});

test('what is no event among events is told, and the events count', async () => {
  const {signals, post, sources} = await listening();
  const since = realClock.now();
  expect((await post({items: [{}, list, 3]})).status).toBe(400);
  await expect.poll(() => signals.length).toBe(2);
  expect((sources[0] as AuditStream).sight(since, realClock.now(), 'missed')).toEqual({
    state: 'blind',
    reason: 'a body was not taken: 2 of 3 items of a body are not audit events',
    change: expect.stringMatching(/^look at what the sender posts/),
  });
});

test('an empty batch is nothing unread', async () => {
  const {post, sources} = await listening();
  const since = realClock.now();
  for (const items of [[], null]) expect((await post({kind: 'EventList', items})).status).toBe(200);
  expect((sources[0] as AuditStream).sight(since, realClock.now(), 'missed')).toEqual({state: 'clear'});
});
