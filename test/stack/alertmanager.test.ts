import {describe, expect, test, vi} from 'vitest';
import {freePort} from '../../src/lib/net/ports.js';
import type {Signal} from '../../src/sources/source.js';
import {post} from '../helpers/post.js';
import {interestIn, never, openSource} from '../helpers/source.js';
import {alertmanager, send, silence, TOLD} from './alertmanager.js';
import {call} from './lab.js';

const OURS = '6b0bf624-0000-4000-8000-000000000001';
const INTEREST = interestIn([OURS], ['kd-a1b2c3']);

const PLAIN = `route: {receiver: people, group_wait: 30s, group_interval: 5m}\n${TOLD}`;

/** A source that asks this Alertmanager twice a second. */
async function asking(url: string, settings: Record<string, unknown> = {}) {
  const opened = openSource({type: 'alertmanager', url, every: '500ms', ...settings});
  await opened.start(INTEREST);
  return opened;
}

const told = (signals: Signal[], name = 'SecretsListed'): Signal[] => signals.filter(s => s.rule?.id === name);
const soon = (assertion: () => void | Promise<void>) => vi.waitFor(assertion, {timeout: 100_000, interval: 100});

const about = (change: object = {}) => ({
  stage: 'alerted' as const,
  expected: {rule: 'secrets-enumerated'},
  token: 'kd-a1b2c3',
  auditIds: [OURS],
  events: [],
  since: new Date(Date.now() - 1000),
  ...change,
});

describe('the alerts of a real Alertmanager', () => {
  test('active: told once, with its labels as identity and its severity', async () => {
    const url = await alertmanager(PLAIN);
    const {source, signals} = await asking(url);
    await send(url, {auditID: OURS, severity: 'high'}, {annotations: {user_username: 'system:serviceaccount:x:y'}});
    await soon(() => expect(told(signals)).toHaveLength(1));
    expect(signals[0]).toMatchObject({
      stage: 'alerted',
      rule: {id: 'SecretsListed', level: 'high'},
      claims: [{auditId: OURS, user: 'system:serviceaccount:x:y'}],
    });
    expect(signals[0]?.suppressed).toBeUndefined();
    expect(source.firing?.()).toMatchObject([{rule: 'SecretsListed', claims: [{auditId: OURS}]}]);
    await source.refresh?.(never);
    expect(signals).toHaveLength(1);
  });

  test('silenced: told as suppressed by that silence, and told again when the silence ends', async () => {
    const url = await alertmanager(PLAIN);
    const {source, signals} = await asking(url);
    const silenced = await silence(url, 'alertname', 'SecretsListed');
    await send(url, {auditID: OURS});
    await soon(() =>
      expect(told(signals).at(-1)?.suppressed).toMatch(
        `silenced by test (silence ${silenced}, alertname="SecretsListed", "test") until `,
      ),
    );
    expect(source.firing?.()).toEqual([]);
    await call('DELETE', `${url}/api/v2/silence/${silenced}`);
    await soon(() => expect(told(signals).at(-1)?.suppressed).toBeUndefined());
  });

  test('inhibited: told as suppressed by the alert that inhibits it', async () => {
    const url = await alertmanager(
      `${PLAIN}inhibit_rules: [{source_matchers: ['alertname="Maintenance"'], target_matchers: ['alertname="SecretsListed"']}]\n`,
    );
    const {signals} = await asking(url);
    await send(url, {alertname: 'Maintenance'});
    await send(url, {auditID: OURS});
    await soon(() => expect(told(signals).at(-1)?.suppressed).toBe('inhibited by the alert Maintenance'));
  });

  test('muted by a time interval: told as suppressed', async () => {
    const url = await alertmanager(
      `${PLAIN.replace('group_wait: 30s', 'group_wait: 0s, routes: [{receiver: people, matchers: [\'alertname="SecretsListed"\'], mute_time_intervals: [always]}]')}time_intervals: [{name: always, time_intervals: [{times: [{start_time: "00:00", end_time: "24:00"}]}]}]\n`,
    );
    const {signals} = await asking(url);
    await send(url, {auditID: OURS});
    await soon(() => expect(told(signals).at(-1)?.suppressed).toBe('muted by the time interval always'));
  });

  test('it says its version, and how long its receivers wait', async () => {
    const {source} = await asking(await alertmanager(PLAIN));
    expect(await source.check?.(never)).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(
        /^answers, version 0\.\d+\.\S+, 0 alerts at the moment; its receivers are notified up to 30\.0 s after an alert \(group_wait\), or 5 m 00 s /,
      ),
    });
  });

  test('a URL that ends in the API of old is answered 404 or 410, and explained', async () => {
    const url = await alertmanager(PLAIN);
    const {source, states} = await asking(`${url}/api/v1`);
    const answer = await source.check?.(never);
    expect(answer).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/answered 4(04|10) .*v1 was removed in 0\.27/),
    });
    expect(states).toEqual([expect.stringContaining('url must be the base of Alertmanager')]);
  });

  test('a sender that still speaks the API v1 is answered 410 by the server itself', async () => {
    const url = await alertmanager(PLAIN);
    expect((await post(`${url}/api/v1/alerts`, [{labels: {alertname: 'x'}}])).status).toBe(410);
    const {source} = await asking(url);
    expect(await source.investigate?.(about(), never)).toMatchObject({
      cause: 'Alertmanager holds 0 alerts, none that began since the attack',
      change: expect.stringContaining('alertmanager_api_version: v2'),
    });
  });

  test('explains a miss: an alert that names nobody, one of another, and one from before', async () => {
    const url = await alertmanager(PLAIN);
    const {source} = await asking(url, {rules: {'secrets-enumerated': ['SecretsListed']}});
    const why = async (since: Date) => {
      await source.refresh?.(never);
      return (await source.investigate?.(about({since}), never))?.cause;
    };
    await send(url, {});
    const before = new Date(Date.now() - 60_000);
    expect(await why(before)).toBe('the alert SecretsListed is there, but carries nothing that identifies the attack');
    expect(await why(new Date(Date.now() + 60_000))).toMatch(
      /^the alert SecretsListed is older than the attack: it has been firing since 20/,
    );
    await send(url, {user_username: 'mallory'});
    // One of another hides nothing: the one that names nobody is still what is told.
    expect(await why(before)).toBe('the alert SecretsListed is there, but carries nothing that identifies the attack');
  });
});

describe('what a real Alertmanager tells people', () => {
  /** An Alertmanager whose receiver posts to a source, and that source. */
  async function telling(route: string, more = '', settings: Record<string, unknown> = {}) {
    const port = await freePort();
    const url = await alertmanager(
      `route: {receiver: drill, ${route}}\nreceivers: [{name: drill, webhook_configs: [{url: "http://127.0.0.1:${port}/alertmanager", send_resolved: true${more}}]}, {name: nobody}]\n`,
    );
    const opened = openSource({type: 'alertmanager-webhook', listen: {port}, api: {url}, ...settings});
    await opened.start(INTEREST);
    return {url, ...opened};
  }

  test('an alert is told when its group is: once for each, though the group is told of again', async () => {
    const {url, signals} = await telling('group_by: [alertname], group_wait: 0s, group_interval: 500ms');
    await send(url, {auditID: OURS});
    await soon(() => expect(told(signals)).toHaveLength(1));
    expect(signals[0]).toMatchObject({source: 'alertmanager-webhook', stage: 'alerted', claims: [{auditId: OURS}]});
    await send(url, {auditID: 'another'});
    await soon(() => expect(told(signals)).toHaveLength(2));
    expect(
      told(signals)
        .map(s => s.claims[0]?.auditId)
        .sort(),
    ).toEqual([OURS, 'another']);
  });

  test('that an alert is resolved is no alert', async () => {
    const {url, signals, source} = await telling('group_wait: 0s, group_interval: 500ms');
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    await send(url, {auditID: OURS}, {startsAt});
    await soon(() => expect(signals).toHaveLength(1));
    await send(url, {auditID: OURS}, {startsAt, endsAt: new Date().toISOString()});
    await soon(async () => expect((await source.check?.(never))?.detail).toMatch(/[2-9] bodies so far/));
    expect(signals).toHaveLength(1);
  });

  test('its waits are the budget, once it was asked', async () => {
    const {source} = await telling('group_wait: 10s, group_interval: 2m');
    expect(source.budget.ms).toBe(0);
    expect(await source.check?.(never)).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(
        /Alertmanager 0\.\S+ notifies it up to 10\.0 s after an alert \(group_wait\), or 2 m 00 s/,
      ),
      budget: {ms: 120_000, why: 'Alertmanager groups alerts up to 2 m 00 s'},
    });
  });

  test('a second alert of a group is held back by group_interval, and that is why nobody was notified', async () => {
    const {url, source, signals} = await telling('group_by: [alertname], group_wait: 0s, group_interval: 10m');
    await send(url, {auditID: 'the first'});
    await soon(() => expect(signals).toHaveLength(1));
    await send(url, {auditID: OURS});
    expect(await source.investigate?.(about(), never)).toMatchObject({
      cause: expect.stringMatching(
        /^Alertmanager has the alert SecretsListed since 20\S+, and holds it back: it notifies drill up to 0 ms after an alert \(group_wait\), or 10 m 00 s when its group has notified before \(group_interval\)$/,
      ),
      change: expect.stringContaining('group_interval'),
    });
    expect(await source.delay?.(about(), never)).toMatchObject({
      cause: expect.stringMatching(/^Alertmanager notifies drill up to/),
    });
    expect(signals).toHaveLength(1);
  });

  test('a silence is why nobody was notified, and so is a route to somebody else', async () => {
    const {url, source} = await telling('group_wait: 0s, routes: [{receiver: nobody, matchers: [\'severity="low"\']}]');
    await send(url, {auditID: 'told'});
    await soon(async () => expect((await source.check?.(never))?.detail).toContain('1 bodies'));
    await send(url, {auditID: OURS, severity: 'low'});
    expect(await source.investigate?.(about(), never)).toMatchObject({
      cause: expect.stringMatching(/, and routes it to nobody instead of drill$/),
    });
    const silenced = await silence(url, 'severity', 'low');
    await soon(async () =>
      expect(await source.investigate?.(about(), never)).toMatchObject({
        cause: expect.stringContaining(`, but nobody was notified: silenced by test (silence ${silenced}, `),
      }),
    );
  });

  test('what a notification leaves out may have been ours', async () => {
    const {url, source, signals} = await telling('group_by: [alertname], group_wait: 1s', ', max_alerts: 1');
    await Promise.all(['a', 'b', 'c'].map(auditID => send(url, {auditID})));
    await soon(() => expect(signals).toHaveLength(1));
    expect(await source.investigate?.(about(), never)).toMatchObject({
      cause: 'notifications left out 2 alerts, this one may be among them',
      change: expect.stringContaining('max_alerts: 0'),
    });
  });
});
