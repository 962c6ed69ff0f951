import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {realClock} from '../../src/lib/clock.js';
import {freePort} from '../../src/lib/net/ports.js';
import {jiralertLabels} from '../../src/sources/alertmanager/jiralert.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {poster} from '../helpers/poster.js';
import {byPagerDuty} from '../helpers/signed.js';
import {stackOf} from '../helpers/stack.js';
import {alertmanager, send} from './alertmanager.js';

const SECRET = 'correct horse battery staple';
/** What Go and JSON write otherwise than they read: a group key has it quoted, and the hash is of its bytes. */
const NASTY = 'a "b" <&> \\ ä 世 \u200b';

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';

/** What Alertmanager told the products of people, in their own form. */
interface Told {
  /** Of PagerDuty's Events API. */
  dedupKey: string;
  /** Of Opsgenie's. */
  alias: string;
  /** Of its own webhook. */
  notification: {groupKey: string; groupLabels: Record<string, string>};
}

// biome-ignore lint/suspicious/noExplicitAny: documented posts, changed at will
const documented = (name: string): any => JSON.parse(readFileSync(`test/fixtures/acknowledged/${name}.json`, 'utf8'));

/** What a product posts when somebody acknowledges what Alertmanager told it of. */
const POSTS: Record<string, (told: Told) => [text: string, headers?: Record<string, string>]> = {
  'pagerduty-webhook': ({dedupKey}) => {
    const {event} = documented('pagerduty');
    const data = {...event.data, incident_key: dedupKey};
    const text = JSON.stringify({event: {...event, occurred_at: new Date().toISOString(), data}});
    return [text, byPagerDuty(text, [SECRET], 'one')];
  },
  'opsgenie-webhook': ({alias}) => {
    const body = documented('opsgenie');
    return [JSON.stringify({...body, alert: {...body.alert, alias, updatedAt: Date.now() * 1e6}})];
  },
  'oncall-webhook': ({notification}) => {
    const {alert_group, ...body} = documented('oncall');
    const at = new Date().toISOString();
    return [JSON.stringify({...body, alert_group: {...alert_group, acknowledged_at: at}, alert_payload: notification})];
  },
};

/** A drill on a real Alertmanager that tells kubedrill, PagerDuty and Opsgenie; one of these is posted back. */
async function told(type: keyof typeof POSTS): Promise<{told: Told; drilled: Drilled}> {
  const port = await freePort();
  const {hear, send: postTo} = poster();
  const so: Partial<Told> = {};
  let isPosted = false;
  let isSeen = false;
  const acknowledge = () => {
    const {dedupKey, alias, notification} = so;
    if (isPosted || !isSeen || !dedupKey || !alias || !notification) return;
    isPosted = true;
    const [text, headers] = POSTS[type]?.({dedupKey, alias, notification}) ?? [''];
    void postTo('pager', text, headers);
  };
  const products = await loopback(({path, body}) => {
    const posted = body as Record<string, unknown>;
    if (path === '/pagerduty') so.dedupKey = String(posted.dedup_key);
    if (path.startsWith('/opsgenie')) so.alias = String(posted.alias);
    if (path === '/webhook') so.notification = posted as unknown as Told['notification'];
    acknowledge();
    return {status: 202, body: {status: 'success'}};
  });
  const url = await alertmanager(`
route: {receiver: people, group_by: [alertname, team], group_wait: 0s, group_interval: 500ms}
receivers:
  - name: people
    webhook_configs: [{url: "http://127.0.0.1:${port}/alertmanager"}, {url: "${products.url}/webhook"}]
    pagerduty_configs: [{routing_key: key, url: "${products.url}/pagerduty"}]
    opsgenie_configs: [{api_key: key, api_url: "${products.url}/opsgenie/"}]
`);
  const secret = type === 'pagerduty-webhook' ? `, secret: "\${SECRET}"` : '';
  const drilled = await drill(['secrets-listed'], {
    clock: realClock,
    settings: {slaMs: 10_000, graceMs: 500},
    stack: stackOf(
      [
        `{type: alertmanager-webhook, listen: {port: ${port}}}`,
        `{type: ${type}, id: pager, listen: {port: 0}${secret}}`,
      ],
      {env: {SECRET}, more: 'sla: {acknowledged: 10s}\n'},
    ),
    onEvent: event => {
      hear(event);
      if (isAttack(event)) void send(url, {auditID: event.auditId, team: NASTY});
      if (event.type === 'signal.seen' && event.stage === 'alerted' && event.counted) {
        isSeen = true;
        acknowledge();
      }
    },
  });
  return {told: so as Told, drilled};
}

describe('what a real Alertmanager calls its group', () => {
  test.each(Object.keys(POSTS))('comes back by %s, and counts for its alert', async type => {
    const {told: so, drilled} = await told(type);
    const alert = drilled.events.find(e => e.type === 'signal.seen' && e.stage === 'alerted' && e.counted);
    const keys = (alert as EventOf<'signal.seen'> | undefined)?.keys ?? [];
    expect(so.dedupKey).toMatch(/^[0-9a-f]{64}$/);
    expect(so.alias).toBe(so.dedupKey);
    expect(keys).toContain(`alertmanager:group:${so.dedupKey}`);
    expect(so.notification.groupLabels).toEqual({alertname: 'SecretsListed', team: NASTY});
    for (const label of jiralertLabels(so.notification.groupLabels)) expect(keys).toContain(`jira:label:${label}`);
    expect(drilled.events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
      {counted: true, alert: alert?.seq, robot: false},
    ]);
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  });
});
