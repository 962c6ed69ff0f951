import {describe, expect, test} from 'vitest';
import {loadRules} from '../../../src/sigma/load/load.js';
import {meantBy} from '../../../src/sources/alertmanager/meant.js';
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
const RULES = loadRules(['rules']).set;
const NONE_IS_OURS =
  'Alertmanager holds 1 alert, and none that began since the attack says that it is about one of its requests';
const before = new Date(SINCE.getTime() - 3_600_000).toISOString();

/** What Alertmanager's alerts explain of a miss. */
const why = (alerts: ReturnType<typeof alertOf>[], wanted?: string[]) =>
  explainMiss(
    heldFrom(alerts as never, {}, interestIn([EVENT.auditID])),
    {...meantBy({rules: {}}, RULES, ABOUT.expected), wanted},
    ABOUT,
  );

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
      expect(why([alert]).cause).toBe(
        startsAt === before ? 'Alertmanager holds 1 alert, none that began since the attack' : NONE_IS_OURS,
      );
      expect(why([alert]).nothingCame).toBe(true);
    }
  });

  test('and does not hide one that could be the attack’s', () => {
    const other = alertOf({auditID: '19214ce2-34c1-4edb-9a92-1dd18e111dd3'});
    const nameless = alertOf({}, {}, new Date(Date.now() - 1000).toISOString());
    expect(why([nameless, other], ['SecretsListed'])).toMatchObject({
      cause: 'the alert SecretsListed is there, but carries nothing that identifies the attack',
    });
    expect(why([nameless, other], ['SecretsListed']).nothingCame).toBeUndefined();
  });
});

describe('an alert of a rule that is not meant is no cause, also where only Alertmanager is asked', () => {
  test.each<[string, Record<string, string>, string]>([
    ['nobody’s', {alertname: 'Watchdog'}, NONE_IS_OURS],
    ['named like the rule of another scenario', {alertname: 'client-certificate-approved'}, NONE_IS_OURS],
    [
      'another scenario’s, on objects of this one',
      {alertname: 'privileged-pod-created', objectRef_namespace: 'kd-1a2b3c', user_username: 'kubernetes-admin'},
      NONE_IS_OURS,
    ],
    ['another run’s, in a label that nobody knows', {alertname: 'X', pod_of: 'kd-0f0f0f-web'}, NONE_IS_OURS],
    [
      'of an unknown rule, on objects of this scenario',
      {alertname: 'NamespaceMade', objectRef_namespace: 'kd-1a2b3c', user_username: 'kubernetes-admin'},
      `${NONE_IS_OURS}; NamespaceMade is about another request on this scenario's objects: user kubernetes-admin, namespace kd-1a2b3c`,
    ],
  ])('%s', (_name, labels, cause) => {
    const found = why([alertOf(labels)]);
    expect(found).toMatchObject({cause, nothingCame: true, proof: {alerts: 1}});
    expect(found.change).toMatch(/; name the rule that is meant under `rules` of this source, and add the audit id/);
  });

  test('one that is called like what is expected is the one to look at, though it names nobody', () => {
    expect(why([alertOf({alertname: 'secrets-enumerated'}), alertOf({alertname: 'Watchdog'})]).cause).toBe(
      'the alert secrets-enumerated is there, but carries nothing that identifies the attack',
    );
  });

  test('nor is one of the meant name that another run’s token stands in', () => {
    expect(why([alertOf({where: 'kd-0f0f0f'})], ['SecretsListed']).cause).toBe(
      'Alertmanager holds 1 alert, and those of SecretsListed are about other requests',
    );
  });
});

test('a rule that the stack file names for another expectation is another’s', () => {
  const {isOfAnother} = meantBy({rules: {'pod-exec': ['Exec'], 'secrets-enumerated': ['Listed']}}, RULES, {
    rule: 'secrets-enumerated',
  });
  const rule = (id: string) => ({id, title: id, level: ''});
  expect(['Exec', 'Listed', 'pod-exec', 'secrets-enumerated', 'Watchdog'].map(id => isOfAnother(rule(id)))).toEqual([
    ...[true, false, true, false, false],
  ]);
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
    `the alert SecretsListed is older than the attack: it has been firing since ${before}`,
  );
});
