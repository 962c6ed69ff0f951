import {describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../../src/events/events.js';
import {realClock} from '../../../src/lib/clock.js';
import {freePort} from '../../../src/lib/net/ports.js';
import {drill} from '../../helpers/drill.js';
import {stackOf} from '../../helpers/stack.js';
import {expectNamed} from '../../sabotage/ways.js';
import {alertmanager, send, silence, TOLD} from '../alertmanager.js';

const PEOPLE = `route: {receiver: people}\n${TOLD}`;
const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';
const begins = (event: DrillEvent): boolean => event.type === 'scenario.phase' && event.phase === 'set-up';

/** Secrets are listed on a stack of these sources; whoever alerts is up to the test. */
const listed = (sources: string[], onEvent: (event: DrillEvent) => void, slaMs = 3000) =>
  drill(['secrets-listed'], {clock: realClock, settings: {slaMs, graceMs: 300}, stack: stackOf(sources), onEvent});

describe('alerts in a real Alertmanager', () => {
  const asked = (url: string) =>
    `{type: alertmanager, url: "${url}", every: 200ms, rules: {secrets-enumerated: [SecretsListed]}}`;

  test('whole: detected', async () => {
    const url = await alertmanager(PEOPLE);
    const drilled = await listed([asked(url)], event => isAttack(event) && send(url, {auditID: event.auditId}), 30_000);
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  });

  test('alert silenced', async () => {
    const url = await alertmanager(PEOPLE);
    await silence(url, 'alertname', 'SecretsListed');
    const drilled = await listed([asked(url)], event => isAttack(event) && send(url, {auditID: event.auditId}));
    expectNamed('alert-silenced', drilled);
  });

  test('alert inhibited', async () => {
    const rule = `{source_matchers: ['alertname="Maintenance"'], target_matchers: ['severity="high"']}`;
    const url = await alertmanager(`${PEOPLE}inhibit_rules: [${rule}]\n`);
    await send(url, {alertname: 'Maintenance'});
    const labels = {severity: 'high'};
    const drilled = await listed(
      [asked(url)],
      event => isAttack(event) && send(url, {auditID: event.auditId, ...labels}),
    );
    expectNamed('alert-inhibited', drilled);
  });

  /** As Alertmanager has it unless told otherwise: a group waits before it is flushed, and is not marked as muted before. */
  const WAITS = 'group_wait: 30s';
  const ALWAYS =
    'time_intervals: [{name: always, time_intervals: [{}]}, {name: never, time_intervals: [{years: ["1999"]}]}]\n';
  const attackIn = async (config: string) => {
    const url = await alertmanager(config);
    const onEvent = (event: DrillEvent) => isAttack(event) && send(url, {auditID: event.auditId, severity: 'high'});
    return listed([asked(url)], onEvent);
  };

  test('muted by a time interval, before its group is flushed', async () => {
    const routes = `routes: [{matchers: ['severity="high"'], mute_time_intervals: [always]}]`;
    expectNamed('alert-muted', await attackIn(`route: {receiver: people, ${WAITS}, ${routes}}\n${ALWAYS}${TOLD}`));
  });

  test('outside of the time interval in which its route is active', async () => {
    const routes = `routes: [{matchers: ['severity="high"'], active_time_intervals: [never]}]`;
    const drilled = await attackIn(`route: {receiver: people, ${WAITS}, ${routes}}\n${ALWAYS}${TOLD}`);
    expectNamed('alert-outside-hours', drilled);
  });

  test('routed to a receiver without integrations: preflight warns, and nobody was notified', async () => {
    const routes = `routes: [{matchers: ['severity=~"h.*"'], receiver: nobody}]`;
    const drilled = await attackIn(
      `route: {receiver: people, ${WAITS}, ${routes}}\n${TOLD.replace(/\]\n$/, ', {name: nobody}]\n')}`,
    );
    expectNamed('alert-to-nobody', drilled);
    expect(drilled.view.checks.find(c => c.check === 'sources' && c.state === 'warning')?.detail).toContain(
      'nobody is notified of what is routed to nobody',
    );
  });

  test('stale alert: it was firing before, and its labels do not differ from one attack to the next', async () => {
    const url = await alertmanager(PEOPLE);
    const startsAt = new Date(Date.now() - 3_600_000).toISOString();
    await send(url, {}, {startsAt});
    const drilled = await listed([asked(url)], event => isAttack(event) && send(url, {}, {startsAt}));
    expect(drilled.find('quiet.checked')?.firing).toEqual([{source: 'alertmanager', rule: 'SecretsListed'}]);
    expectNamed('alert-stale', drilled);
  });

  test('another run’s alert', async () => {
    const url = await alertmanager(PEOPLE);
    const user = 'system:serviceaccount:kd-0f0f0f:backup-agent';
    const drilled = await listed([asked(url)], event => isAttack(event) && send(url, {user_username: user}));
    expect(drilled.events).toContainEqual(
      expect.objectContaining({type: 'signal.seen', counted: false, reason: expect.stringMatching(/^not ours: /)}),
    );
    expectNamed('alert-of-another-run', drilled);
  });

  test('nothing comes', async () => {
    const url = await alertmanager(PEOPLE);
    await send(url, {alertname: 'Watchdog'});
    expectNamed('alert-never-sent', await listed([asked(url)], () => {}));
  });
});

describe('what a real Alertmanager tells people', () => {
  /** An Alertmanager with this route, whose receiver `drill` posts to a source. */
  async function telling(route: string, more = '') {
    const port = await freePort();
    const hook = `{name: drill, webhook_configs: [{url: "http://127.0.0.1:${port}/alertmanager"}]}`;
    const url = await alertmanager(`route: {receiver: drill, ${route}}\nreceivers: [${hook}, {name: nobody}]\n${more}`);
    const source = `{type: alertmanager-webhook, listen: {port: ${port}}, api: {url: "${url}", receiver: drill}}`;
    return {url, source};
  }

  test('whole: detected', async () => {
    const {url, source} = await telling('group_wait: 0s, group_interval: 1s');
    const drilled = await listed([source], event => isAttack(event) && send(url, {auditID: event.auditId}), 30_000);
    expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  });

  test('group_interval longer than the SLA: preflight warns, and it is held back', async () => {
    const {url, source} = await telling('group_by: [alertname], group_wait: 0s, group_interval: 10m');
    const drilled = await listed([source], event => {
      if (begins(event)) send(url, {auditID: 'of another attack'});
      if (isAttack(event)) send(url, {auditID: event.auditId});
    });
    expect(drilled.view.checks.find(c => c.check === 'budget')).toMatchObject({
      state: 'warning',
      detail: 'alerted within 3.0 s, but the chain may take 10 m 00 s',
    });
    expectNamed('group-interval-longer', drilled);
  });

  test('grouped late: told after the SLA and inside of the grace, and said why', async () => {
    const {url, source} = await telling('group_wait: 2s');
    const drilled = await drill(['secrets-listed'], {
      clock: realClock,
      settings: {slaMs: 1500, graceMs: 30_000},
      stack: stackOf([source]),
      onEvent: event => isAttack(event) && send(url, {auditID: event.auditId}),
    });
    expectNamed('grouped-late', drilled);
  });

  test('routed to somebody else', async () => {
    const {url, source} = await telling(`group_wait: 0s, routes: [{receiver: nobody, matchers: ['severity="high"']}]`);
    const drilled = await listed(
      [source],
      event => isAttack(event) && send(url, {auditID: event.auditId, severity: 'high'}),
    );
    expectNamed('routed-elsewhere', drilled);
  });

  test('silenced', async () => {
    const {url, source} = await telling('group_wait: 0s');
    await silence(url, 'alertname', 'SecretsListed');
    const drilled = await listed([source], event => isAttack(event) && send(url, {auditID: event.auditId}));
    expectNamed('notification-silenced', drilled);
  });

  test('muted by a time interval', async () => {
    const intervals = 'time_intervals: [{name: always, time_intervals: [{}]}]\n';
    const {url, source} = await telling(`group_wait: 30s, routes: [{mute_time_intervals: [always]}]`, intervals);
    const drilled = await listed([source], event => isAttack(event) && send(url, {auditID: event.auditId}));
    expectNamed('notification-muted', drilled);
  });
});
