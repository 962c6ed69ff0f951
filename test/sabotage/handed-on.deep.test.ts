import {expect, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback} from '../helpers/loopback.js';
import {poster} from '../helpers/poster.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

/** Secrets are listed; a product alerts, and hands its alerts to an Alertmanager, which holds what `arrives` makes. */
async function listed(arrives: (auditID: string) => unknown[], settings = {slaMs: 1500, graceMs: 200}) {
  const held: unknown[] = [];
  const {url} = await loopback(() => ({body: groupsOf(held)}));
  const {hear, send} = poster();
  const onEvent = (event: DrillEvent): void => {
    hear(event);
    if (event.type !== 'step.answered' || event.purpose !== 'attack') return;
    send('siem', {rule: 'SecretsListed', auditID: event.auditId});
    held.push(...arrives(event.auditId));
  };
  const siem = '{type: webhook, id: siem, handsTo: alertmanager, listen: {port: 0}}';
  const stack = stackOf([siem, `{type: alertmanager, url: "${url}", every: 50ms}`]);
  return drill(['secrets-listed'], {settings, stack, onEvent});
}

test('an alert that is handed on counts when it has arrived, by whom it was handed to', async () => {
  const drilled = await listed(auditID => [alertOf({auditID})], {slaMs: 20_000, graceMs: 200});
  expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
  const settled = drilled.events.filter(e => e.type === 'expectation.settled' && e.stage === 'alerted');
  expect(settled).toMatchObject([{state: 'seen', source: 'alertmanager'}]);
  expect(drilled.events).toContainEqual(
    expect.objectContaining({
      ...{type: 'signal.seen', source: 'siem', counted: false},
      reason: 'siem forwards it to alertmanager: it counts once it is there',
    }),
  );
});

test('an alert that does not arrive where it is handed to', async () => {
  expectNamed('alert-not-handed-on', await listed(() => []));
});

test('an alert that is silenced where it is handed to is told to nobody', async () => {
  const silenced = (auditID: string) => [alertOf({auditID}, {silencedBy: ['s-1']})];
  expectNamed('handed-on-and-silenced', await listed(silenced));
});
