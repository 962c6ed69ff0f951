import {copyFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {tempDir} from '../helpers/temp.js';
import {expectNamed} from './ways.js';

test('alerts about something else explain nothing, and are not said to alert already', async () => {
  const rules = tempDir();
  for (const name of readdirSync('rules')) {
    if (name !== 'secrets-enumerated.yml') copyFileSync(join('rules', name), join(rules, name));
  }
  const held = [
    alertOf({alertname: 'client-certificate-approved', auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'}),
    alertOf({alertname: 'secrets-enumerated', user_username: 'system:serviceaccount:kd-0f0f0f:backup-agent'}),
    alertOf({alertname: 'Watchdog'}),
  ].map((alert, i) => ({...alert, fingerprint: `f${i}`, startsAt: new Date(Date.now() + 500).toISOString()}));
  const {url} = await loopback(() => ({body: groupsOf(held)}));
  const stack = stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`, '{type: rules}']);
  const drilled = await drill(['secrets-listed'], {rules: [rules], stack});
  expectNamed('foreign-alert', drilled);
  expect(drilled.find('scenario.judged')?.link?.cause).not.toMatch(/Alertmanager|something else/);
  expect(drilled.find('quiet.checked')?.firing).toEqual([]);
});
