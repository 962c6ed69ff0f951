import {describe, expect, test} from 'vitest';
import {explainMiss, heldFrom} from '../../../src/sources/alertmanager/miss.js';
import type {Investigation} from '../../../src/sources/source.js';
import {auditEvent} from '../../helpers/audit-event.js';
import {alertOf} from '../../helpers/held-alerts.js';
import {interestIn} from '../../helpers/source.js';

const EVENT = auditEvent('kd-1a2b3c', new Date());
const SINCE = new Date(Date.now() - 10_000);
const ABOUT: Investigation = {
  ...{stage: 'alerted', expected: {rule: 'secrets-enumerated'}, token: 'kd-1a2b3c', since: SINCE},
  ...{user: EVENT.user.username ?? '', auditIds: [EVENT.auditID], events: [EVENT]},
};
const before = new Date(SINCE.getTime() - 3_600_000).toISOString();

/** What Alertmanager's alerts explain of a miss. */
const why = (alerts: ReturnType<typeof alertOf>[], wanted?: string[]) =>
  explainMiss(heldFrom(alerts as never, {}, interestIn([EVENT.auditID])), wanted, ABOUT);

describe('an alert about something else explains nothing', () => {
  test.each([
    ['another scenario’s, by its audit id', {auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'}],
    ['another run’s, by its user', {user_username: 'system:serviceaccount:kd-0f0f0f:backup-agent'}],
    ['a person’s', {user_username: 'alice', verb: 'list'}],
    ['one on another resource', {verb: 'create', objectRef_resource: 'pods'}],
    ['one on another namespace', {objectRef_namespace: 'kube-system'}],
    ['a metric’s', {k8s_ns_name: 'shop', k8s_pod_name: 'web'}],
  ])('%s', (_name, labels) => {
    for (const startsAt of [new Date().toISOString(), before]) {
      const alert = alertOf(labels as Record<string, string>, {}, startsAt);
      expect(why([alert], ['SecretsListed'])).toMatchObject({
        cause: 'Alertmanager holds 1 alert, and those of SecretsListed are about other requests',
        nothingCame: true,
      });
      expect(why([alert]).cause).toMatch(/^Alertmanager holds 1 alert, (none|and those) that began since the attack/);
      expect(why([alert]).nothingCame).toBe(true);
    }
  });

  test('and does not hide one that could be the attack’s', () => {
    const other = alertOf({auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'});
    const nameless = alertOf({}, {}, new Date(Date.now() - 1000).toISOString());
    expect(why([nameless, other], ['SecretsListed'])).toMatchObject({
      cause: 'the alert SecretsListed is there, and says nothing by which it can be told whose it is',
    });
    expect(why([nameless, other], ['SecretsListed']).nothingCame).toBeUndefined();
  });
});

test('an alert that names nobody, of a rule that nobody named, is told only where no other source knows why', () => {
  expect(why([alertOf({alertname: 'Watchdog'})])).toMatchObject({nothingCame: true});
});

test('an alert on this scenario’s objects that is not on the attack is said to be that', () => {
  const labels = {user_username: 'system:serviceaccount:kube-system:x', objectRef_namespace: 'kd-1a2b3c'};
  expect(why([alertOf(labels)], ['SecretsListed'])).toMatchObject({
    cause:
      "the alert SecretsListed is there, and about another request on this scenario's objects: user system:serviceaccount:kube-system:x, namespace kd-1a2b3c",
  });
});

test('an old alert whose labels do not differ from one attack to the next is still told', () => {
  expect(why([alertOf({}, {}, before)], ['SecretsListed']).cause).toBe(
    `the alert SecretsListed is older than the attack: it fires since ${before}`,
  );
});
