import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {resultOf} from '../../src/report/data/json.js';
import {scoreRun} from '../../src/score/card.js';
import {GROUP_KEY, notificationOf} from '../helpers/alertmanager-post.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {poster} from '../helpers/poster.js';

import {byPagerDuty} from '../helpers/signed.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

const SECRET = 'correct horse battery staple';
/** What PagerDuty calls the incident that Alertmanager opens for this group. */
const INCIDENT_KEY = createHash('sha256').update(GROUP_KEY).digest('hex');

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';
const isAlert = (event: DrillEvent): event is EventOf<'signal.seen'> =>
  event.type === 'signal.seen' && event.stage === 'alerted' && event.counted;

/** What PagerDuty posts when somebody acknowledges an incident. */
function event(key: string, change: Record<string, unknown> = {}): string {
  const {event: documented} = JSON.parse(readFileSync('test/fixtures/acknowledged/pagerduty.json', 'utf8'));
  const agent = {...documented.agent, summary: 'res1'};
  const data = {...documented.data, incident_key: key};
  return JSON.stringify({event: {...documented, occurred_at: new Date().toISOString(), agent, data, ...change}});
}

type Post = (text: string, how?: {secret?: string; id?: string}) => Promise<number>;

/** A drill whose alert comes from Alertmanager, and what PagerDuty posts when it is there, or when the attack is. */
async function paged(onAlert: (post: Post) => void, {early = false, slaMs = 1000} = {}): Promise<Drilled> {
  const {hear, send} = poster();
  const post: Post = (text, {secret = SECRET, id = 'post-1'} = {}) =>
    send('pager', text, byPagerDuty(text, [secret], id));
  return await drill(['secrets-listed'], {
    settings: {slaMs, graceMs: 1000},
    stack: stackOf(
      [
        '{type: alertmanager-webhook, listen: {port: 0}}',
        `{type: pagerduty-webhook, id: pager, listen: {port: 0}, secret: "\${PAGERDUTY_SECRET}"}`,
      ],
      {env: {PAGERDUTY_SECRET: SECRET}, more: 'sla: {acknowledged: 5s}\n'},
    ),
    onEvent: event => {
      hear(event);
      if (isAttack(event)) {
        if (early) onAlert(post);
        void send('alertmanager-webhook', notificationOf(event.auditId));
      }
      if (isAlert(event) && !early) onAlert(post);
    },
  });
}

const answers = ({events}: Drilled) => events.filter(e => e.type === 'alert.acknowledged');
const judged = (drilled: Drilled) => drilled.find('scenario.judged');

describe("PagerDuty's acknowledgement", () => {
  test('counts for the group of alerts for which Alertmanager opened the incident', async () => {
    const drilled = await paged(post => void post(event(INCIDENT_KEY)), {slaMs: 8000});
    const alert = drilled.events.find(isAlert);
    expect(alert?.keys).toContain(`alertmanager:group:${INCIDENT_KEY}`);
    expect(answers(drilled)).toMatchObject([{alert: alert?.seq, person: 'res1', robot: false, counted: true}]);
    expect(judged(drilled)).toMatchObject({verdict: 'detected'});
    const result = resultOf(drilled.view, scoreRun(drilled.view));
    expect(result.scenarios[0]?.acknowledgements).toEqual([
      {source: 'pager', person: 'res1', robot: false, counted: true, latency: expect.any(Number)},
    ]);
    expect(JSON.stringify([drilled.events, result])).not.toContain(SECRET);
  });

  test('counts once, however often it is delivered', async () => {
    const statuses: number[] = [];
    const drilled = await paged(async post => {
      const text = event(INCIDENT_KEY);
      for (const id of ['post-1', 'post-1', 'post-2']) statuses.push(await post(text, {id}));
    });
    expect(statuses).toEqual([200, 200, 200]);
    expect(answers(drilled)).toMatchObject([{counted: true}]);
  });

  test('does not count with the signature of another secret, and the miss says so', async () => {
    const statuses: number[] = [];
    const drilled = await paged(async post => {
      statuses.push(await post(event(INCIDENT_KEY), {secret: 'another'}));
    });
    expect(statuses).toEqual([401]);
    expect(answers(drilled)).toEqual([]);
    expectNamed('acknowledged-forged', drilled);
    expect(JSON.stringify(drilled.events)).not.toContain(SECRET);
  });

  test('does not count with the key of another incident', async () => {
    const drilled = await paged(post => void post(event('d3640fbd41094207a1c11e58e46b1662')));
    expect(answers(drilled)).toMatchObject([{counted: false, person: 'res1'}]);
    expect(judged(drilled)).toMatchObject({verdict: 'missed', link: {broken: 'acknowledged'}});
  });

  test('does not count when an integration made it', async () => {
    const agent = {id: 'PF9KMXH', type: 'service_reference', summary: 'Cluster'};
    const drilled = await paged(post => void post(event(INCIDENT_KEY, {agent})));
    expect(answers(drilled)).toMatchObject([{counted: false, robot: true, person: 'Cluster'}]);
    expect(judged(drilled)).toMatchObject({verdict: 'missed'});
  });

  test('does not count when it is of the last time that the incident was open, however late it is delivered', async () => {
    const drilled = await paged(post => void post(event(INCIDENT_KEY, {occurred_at: '2026-01-01T00:00:00.000Z'})));
    expect(answers(drilled)).toMatchObject([{counted: false, reason: 'it was made before the alert'}]);
  });

  test('does not count when it comes before the alert', async () => {
    const drilled = await paged(post => void post(event(INCIDENT_KEY)), {early: true});
    expect(answers(drilled)).toMatchObject([{counted: false, reason: 'it was made before the alert'}]);
  });
});
