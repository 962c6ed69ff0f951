import {copyFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {tempDir} from '../helpers/temp.js';
import {expectNamed} from './ways.js';

/** An Alertmanager whose alerts began after the attack. */
function holding(...labels: Record<string, string>[]) {
  const held = labels.map((of, i) => ({
    ...alertOf(of),
    fingerprint: `f${i}`,
    startsAt: new Date(Date.now() + 60_000).toISOString(),
  }));
  return loopback(() => ({body: groupsOf(held)}));
}

test('alerts about something else explain nothing, and are not said to alert already', async () => {
  const rules = tempDir();
  for (const name of readdirSync('rules')) {
    if (name !== 'secrets-enumerated.yml') copyFileSync(join('rules', name), join(rules, name));
  }
  const {url} = await holding(
    {alertname: 'client-certificate-approved', auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'},
    {alertname: 'secrets-enumerated', user_username: 'system:serviceaccount:kd-0f0f0f:backup-agent'},
    {alertname: 'Watchdog'},
  );
  const stack = stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`, '{type: rules}']);
  const drilled = await drill(['secrets-listed'], {rules: [rules], stack});
  expectNamed('foreign-alert', drilled);
  expect(drilled.find('scenario.judged')?.link?.cause).not.toMatch(/Alertmanager|something else/);
  expect(drilled.find('quiet.checked')?.firing).toEqual([]);
});

test('nor do they where nothing but Alertmanager is asked, and they name nobody', async () => {
  const {url} = await holding({alertname: 'Watchdog'}, {alertname: 'client-certificate-approved'});
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
  });
  expectNamed('foreign-alert-only', drilled);
});

test('whether an alert is muted depends on a time zone that Alertmanager does not tell', async () => {
  const held: unknown[] = [];
  const original = [
    'route: {receiver: people, group_wait: 0s, mute_time_intervals: [nights]}',
    'receivers: [{name: people, webhook_configs: [{url: <secret>}]}]',
    'time_intervals: [{name: nights, time_intervals: [{location: Local, times: [{start_time: "20:00", end_time: "24:00"}]}]}]',
  ].join('\n');
  const status = {versionInfo: {version: '0.28.1'}, config: {original}};
  const {url} = await loopback(({path}) => ({body: path.includes('/status') ? status : groupsOf(held)}));
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
    settings: {slaMs: 1500},
    onEvent: event => {
      if (event.type === 'step.answered' && event.purpose === 'attack') held.push(alertOf({auditID: event.auditId}));
    },
  });
  expectNamed('zone-unknown', drilled);
});
