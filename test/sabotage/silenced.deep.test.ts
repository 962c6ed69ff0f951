import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';

const ALERT = {name: 'alertname', value: 'SecretsListed', isRegex: false, isEqual: true};
const ANY = {name: 'alertname', value: '.+', isRegex: true, isEqual: true};

/** A silence of some of the alerts that begins now. */
const silenceOf = (createdBy: string, matchers: object[]) => ({
  ...{id: 's-1', createdBy, comment: '', matchers, status: {state: 'active'}},
  startsAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 600_000).toISOString(),
});

/** Secrets are listed; Alertmanager holds the attack's alert beside others, and a silence of them once there is one. */
async function listed({silence, at}: {silence?: () => object; at?: 'attack' | 'alert'} = {}) {
  const alerts: {labels: {alertname: string}; status: {silencedBy: string[]}}[] = [];
  const silences: object[] = [];
  for (const alertname of ['DiskFull', 'NodeDown'])
    alerts.push({...alertOf({alertname}), fingerprint: alertname} as never);
  const alertmanager = await loopback(({path}) => {
    if (path === '/api/v2/silences') return {body: silences};
    if (path === '/api/v2/silence/s-1') return {body: silences[0]};
    if (path === '/api/v2/status') return {body: {}};
    return {body: groupsOf(alerts)};
  });
  const {url} = alertmanager;
  return await drill(['secrets-listed'], {
    settings: {graceMs: 500},
    stack: stackOf(
      [
        `{type: alertmanager, url: "${url}", every: 100ms, robots: [janitor]}`,
        `{type: alertmanager-silences, id: silences, url: "${url}", every: 100ms, robots: [janitor]}`,
      ],
      {more: 'sla: {acknowledged: 5s}\n'},
    ),
    onEvent: event => {
      const isAlert = event.type === 'signal.seen' && event.stage === 'alerted' && event.counted;
      if (isAttack(event)) {
        const status = at === 'attack' ? {silencedBy: ['s-1']} : {};
        alerts.push(alertOf({auditID: event.auditId}, status) as never);
      }
      if (silence && (isAttack(event) ? at === 'attack' : isAlert && at === 'alert')) silences.push(silence());
    },
  });
}

describe('an alert in Alertmanager', () => {
  test('that nobody silences is not taken', async () => {
    expectNamed('nobody-silenced', await listed());
  });

  test('that automation silences at once notifies nobody', async () => {
    expectNamed('silenced-by-robot', await listed({silence: () => silenceOf('janitor', [ALERT]), at: 'attack'}));
  });

  test('that a person silences at once is taken, though it was never seen without the silence', async () => {
    const drilled = await listed({silence: () => silenceOf('res1', [ALERT]), at: 'attack'});
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
    expect(drilled.events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
      {counted: true, person: 'res1', source: 'silences'},
    ]);
  });

  test('that a person silences together with those of others: detected, and the others are named', async () => {
    const drilled = await listed({silence: () => silenceOf('res1', [ANY]), at: 'alert'});
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'detected',
      explanation: expect.stringMatching(
        /acknowledged .* after the alert; res1's silence also hides 2 alerts of others: DiskFull, NodeDown$/,
      ),
    });
    expect(drilled.events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
      {counted: true, person: 'res1', hides: ['DiskFull', 'NodeDown']},
    ]);
  });
});
