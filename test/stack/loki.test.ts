import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {Investigation} from '../../src/sources/source.js';
import {auditEvent} from '../helpers/audit-event.js';
import {counting} from '../helpers/loopback.js';
import {interestIn, never, openSource} from '../helpers/source.js';
import {lab, uniqueName} from './lab.js';
import {ownLoki, push} from './loki-server.js';

const url = lab('LAB_LOKI');
const TOKEN = 'kd-1a2b3c';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const lineOf = (event: AuditEvent, at = new Date(event.requestReceivedTimestamp)) => ({
  at,
  line: JSON.stringify(event),
});

/** A stream that only this test writes to, and a source that reads it. */
function stream(more: object = {}) {
  const job = uniqueName('kubedrill-test');
  const opened = openSource({type: 'loki', url, query: `{job="${job}"}`, every: '1h', ...more});
  const ids = () => opened.signals.map(s => s.claims[0]?.auditId);
  return {...opened, job, ids, write: (...lines: ReturnType<typeof lineOf>[]) => push(url, {job}, lines)};
}

const attack = (event: AuditEvent, since: Date, stage: 'collected' | 'alerted' = 'collected'): Investigation => ({
  ...{stage, expected: {}, token: TOKEN, user: event.user.username ?? '', since},
  ...{auditIds: [event.auditID], events: [event]},
});

describe('audit records in a real Loki', () => {
  test('are found by audit id and by token, in any wrapping, and told once', async () => {
    const s = stream();
    const events = Array.from({length: 4}, () => auditEvent(TOKEN, new Date()));
    const [plain, wrapped, headed, tokenOnly] = events as [AuditEvent, AuditEvent, AuditEvent, AuditEvent];
    const other = auditEvent('kd-ffffff', new Date());
    await s.write(
      lineOf(plain),
      {at: new Date(), line: JSON.stringify({log: JSON.stringify(wrapped), stream: 'stdout'})},
      {at: new Date(), line: `2026-11-25T01:00:00Z stdout F ${JSON.stringify(headed)}`},
      lineOf(tokenOnly),
      lineOf(other),
    );
    await s.start(interestIn([plain.auditID, wrapped.auditID, headed.auditID], [TOKEN]));
    expect(new Set(s.ids())).toEqual(new Set(events.map(e => e.auditID)));
    const late = auditEvent(TOKEN, new Date(Date.now() - 20_000));
    await s.write(lineOf(late));
    await s.source.refresh?.(never);
    expect(s.ids()).toHaveLength(5);
    expect(s.signals.at(-1)).toMatchObject({
      stage: 'collected',
      claims: [{auditId: late.auditID}],
      evidence: {kind: 'record', ref: expect.stringContaining(`job="${s.job}"`), document: {where: 'at the root'}},
    });
  });

  test('cost one request a poll, and are read to the last page', async () => {
    const proxy = await counting(url);
    const s = stream({url: proxy.url});
    // What Loki has discarded so far is asked once, at the start, and elsewhere.
    const polls = () => proxy.received.filter(({query}) => query.has('query'));
    const events = Array.from({length: 2300}, () => auditEvent(TOKEN, new Date()));
    for (let at = 0; at < events.length; at += 500) await s.write(...events.slice(at, at + 500).map(e => lineOf(e)));
    await s.start(interestIn([], [TOKEN]));
    expect(new Set(s.ids()).size).toBe(2300);
    expect(polls()).toHaveLength(3);
    const other = stream({url: proxy.url});
    await other.start(
      interestIn(
        events.slice(0, 300).map(e => e.auditID),
        Array.from({length: 30}, (_, i) => `kd-00000${i}`),
      ),
    );
    expect(polls()).toHaveLength(4);
    expect(polls().at(-1)?.query.get('query')?.length).toBeLessThan(5120);
  });

  test('stages may follow the selector, and a brace may stand in its value', async () => {
    const s = stream();
    const ours = auditEvent(TOKEN, new Date());
    await push(url, {job: s.job, path: 'a}b'}, [lineOf(ours)]);
    const opened = openSource({
      type: 'loki',
      url,
      query: `{job="${s.job}", path="a}b"} | json | verb="list"`,
      every: '1h',
    });
    await opened.start(interestIn([ours.auditID]));
    expect(opened.signals).toHaveLength(1);
  });
});

describe('doctor asks a real Loki', () => {
  test('and is told of the newest line, of a query that selects nothing, and of one that is no LogQL', async () => {
    const s = stream();
    expect(await s.source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('selects no line of the last day'),
    });
    await s.write(lineOf(auditEvent(TOKEN, minutesAgo(30))));
    expect(await s.source.check?.(never)).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/30 m \d\d s old/),
    });
    await s.write(lineOf(auditEvent(TOKEN, new Date())));
    expect(await s.source.check?.(never)).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('the event at the root'),
    });
    await s.write({at: new Date(), line: 'GET /healthz 200'});
    expect(await s.source.check?.(never)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('it is no audit event'),
    });
    expect(await stream({query: '{job="x" | json'}).source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('parse error'),
      next: ['correct query: it is LogQL'],
    });
  });
});

describe('why a line is not seen', () => {
  const explain = (s: ReturnType<typeof stream>, about: Investigation) => s.source.investigate?.(about, never);

  test('its time is ten minutes off, the stream is another, or nothing arrives any more', async () => {
    const since = minutesAgo(0.1);
    const skewed = stream();
    const event = auditEvent(TOKEN, since);
    await skewed.write(lineOf(event, minutesAgo(10)), lineOf(auditEvent('kd-ffffff', new Date())));
    expect((await explain(skewed, attack(event, since)))?.cause).toMatch(
      /its time is 9 m \d\d s before the attack.*clock skew/,
    );

    const [asked, written] = [stream(), stream()];
    const elsewhere = auditEvent(TOKEN, since);
    await written.write(lineOf(elsewhere));
    expect((await explain(asked, attack(elsewhere, since)))?.cause).toContain(`job="${written.job}"`);

    const stopped = stream();
    await stopped.start(interestIn([]));
    await stopped.write(lineOf(auditEvent('kd-ffffff', minutesAgo(5))));
    expect((await explain(stopped, attack(auditEvent(TOKEN, since), since)))?.cause).toContain(
      'the shipper has stopped, is further behind than that, or reads another file',
    );
  });

  test('Loki refused it: its own counters say why', async () => {
    const since = minutesAgo(0.1);
    const s = stream();
    const event = auditEvent(TOKEN, since, {requestObject: {data: 'x'.repeat(300_000)}});
    expect((await s.write(lineOf(event))).status).toBe(400);
    await s.write(lineOf(auditEvent('kd-ffffff', new Date())));
    expect((await explain(s, attack(event, since)))?.cause).toMatch(
      /this one does not: it is longer than 262144 bytes; Loki has discarded lines: .*line_too_long \(\d+\)/,
    );
  });

  test('a line that arrived without its body is named when nothing alerted', async () => {
    const since = minutesAgo(0.1);
    const s = stream();
    const event = auditEvent(TOKEN, since, {requestObject: {spec: {}}});
    const {requestObject: _, ...rest} = event;
    await s.write({at: since, line: JSON.stringify(rest)});
    expect((await explain(s, attack(event, since, 'alerted')))?.cause).toContain('requestObject is missing');
  });
});

describe('a real ruler of Loki', () => {
  const WITHIN = {timeout: 60_000, interval: 300};
  const rule = (alert: string, by: string, more: object = {}) => ({
    alert,
    expr: `sum by (${by}) (count_over_time({job="audit"} | json | verb="list" | objectRef_resource="secrets" [10m])) > 0`,
    labels: {severity: 'high'},
    ...more,
  });

  test('alerts with the labels that it groups by; what waits, and what names nobody, is explained', async () => {
    const server = await ownLoki({
      'team-a': {
        groups: [
          {
            name: 'audit',
            interval: '1s',
            rules: [
              rule('SecretsListed', 'auditID, user_username'),
              rule('Nameless', 'verb'),
              rule('Waiting', 'auditID', {for: '10m'}),
              {...rule('Never', 'auditID'), expr: 'sum(count_over_time({job="audit"} | json | verb="LIST" [1m])) > 0'},
            ],
          },
        ],
      },
    });
    const open = (more: object = {}) =>
      openSource({type: 'loki-alerts', url: server, tenant: 'team-a', every: '300ms', ...more});
    const opened = open();
    const since = new Date();
    const [ours, theirs] = [auditEvent(TOKEN, since), auditEvent('kd-ffffff', since)];
    await opened.start(interestIn([ours.auditID]));
    await push(server, {job: 'audit'}, [lineOf(ours), lineOf(theirs)], 'team-a');
    const found = () => opened.signals.filter(s => s.rule?.id === 'SecretsListed').map(s => s.claims[0]);
    await expect.poll(found, WITHIN).toHaveLength(2);
    expect(found()).toContainEqual({auditId: ours.auditID, user: ours.user.username});
    expect(opened.signals[0]).toMatchObject({
      stage: 'alerted',
      rule: {level: 'high'},
      evidence: {document: {state: 'firing'}},
    });
    expect(opened.source.firing?.().map(({rule}) => rule)).toContain('SecretsListed');

    const told = async (name: string) =>
      (
        await open({rules: {'secrets-enumerated': [name]}}).source.investigate?.(
          {...attack(ours, since, 'alerted'), expected: {rule: 'secrets-enumerated'}},
          never,
        )
      )?.cause;
    await expect
      .poll(() => told('Waiting'), WITHIN)
      .toMatch(/^Waiting has been pending since .*has been true for 10 m 00 s \(for\)$/);
    await expect.poll(() => told('Nameless'), WITHIN).toContain('its labels do not say for whom');
    expect(await told('Never')).toBe('the ruler evaluated Never, and its expression matched nothing');
    expect(await told('Absent')).toMatch(
      /^no rule of the ruler claims secrets-enumerated: it \w+ SecretsListed, Nameless, Waiting/,
    );

    expect(await open().source.check?.(never)).toEqual({
      state: 'ok',
      detail: 'the ruler answers, 4 alerting rules',
      next: [],
    });
    expect(await open({tenant: 'team-b'}).source.check?.(never)).toMatchObject({state: 'warning'});
    const {tenant: _, ...bare} = {type: 'loki' as const, url: server, query: '{job="audit"}', tenant: ''};
    expect(await openSource(bare).source.check?.(never)).toMatchObject({
      state: 'failed',
      next: ['name the tenant: this Loki has several'],
    });
    const records = openSource({...bare, tenant: 'team-a', every: '1h'});
    await records.start(interestIn([ours.auditID]));
    expect(records.signals.map(s => s.claims[0]?.auditId)).toEqual([ours.auditID]);
  });
});
