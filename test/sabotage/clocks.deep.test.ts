import {expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {DrillEvent} from '../../src/events/events.js';
import {changedFeed, drill} from '../helpers/drill.js';
import {alertOf, groupsOf} from '../helpers/held-alerts.js';
import {loopback, type Reply} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {smallStore} from '../helpers/store.js';
import {expectNamed} from './ways.js';

const TEN_MINUTES_MS = 600_000;
/** The time of a machine whose clock is ten minutes behind. */
const behind = (at = Date.now()): Date => new Date(at - TEN_MINUTES_MS);

/** An Alertmanager on a machine whose clock is ten minutes behind. */
const tardy = (held: readonly unknown[]) =>
  loopback((): Reply => ({headers: {Date: behind().toUTCString()}, body: groupsOf([...held])}));

const attacked = (event: DrillEvent): string | undefined =>
  event.type === 'step.answered' && event.purpose === 'attack' ? event.auditId : undefined;

test('clock skew of 10 minutes at the shipper: records are dated before the run', async () => {
  const store = await smallStore('audit', event => behind(Date.parse(event.requestReceivedTimestamp)).toISOString());
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([`{type: elasticsearch, url: "${store.url}", index: audit, every: 100ms}`, '{type: rules}']),
    cluster: cluster => ({
      ...cluster,
      auditLog: changedFeed(cluster.auditLog, (lines, deliver) => {
        store.events.push(...lines.map(line => JSON.parse(line) as AuditEvent));
        deliver(lines);
      }),
    }),
  });
  expectNamed('clock-skew-records', drilled);
});

test('clock skew of 10 minutes at the alerting: an alert that names nobody is not taken for an old one', async () => {
  const held: unknown[] = [];
  const {url} = await tardy(held);
  const drilled = await drill(['secrets-listed'], {
    stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms, rules: {secrets-enumerated: [SecretsListed]}}`]),
    onEvent: event => attacked(event) && held.push(alertOf({}, {}, behind().toISOString())),
  });
  expectNamed('clock-skew-alerts', drilled);
  expect(drilled.view.checks.find(c => c.check === 'clock' && c.state === 'warning')?.detail).toMatch(
    /^the clock of alertmanager is (9 m 5\d s|10 m 0\d s) behind ours$/,
  );
});

test('an alert that carries the audit id counts, whatever the clock says', async () => {
  const held: unknown[] = [];
  const {url} = await tardy(held);
  const drilled = await drill(['secrets-listed'], {
    settings: {slaMs: 20_000},
    stack: stackOf([`{type: alertmanager, url: "${url}", every: 50ms}`]),
    onEvent: event => {
      const auditID = attacked(event);
      if (auditID !== undefined) held.push(alertOf({auditID}, {}, behind().toISOString()));
    },
  });
  expect(drilled.find('scenario.judged')).toMatchObject({verdict: 'detected'});
});
