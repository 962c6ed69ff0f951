import {expect, test} from 'vitest';
import {loadRules} from '../../src/sigma/load/load.js';
import {auditEvent, matching} from '../helpers/rules.js';

const {set} = loadRules(['rules']);

/** What kube-apiserver answered whoever listed pods as `system:admin` without the right to (scenario impersonation:refused). */
test.each([
  [
    '1.34.4',
    'users "system:admin" is forbidden: User "system:serviceaccount:shop:app" cannot impersonate resource "users" in API group "" at the cluster scope',
  ],
  [
    '1.37.2',
    'pods is forbidden: User "system:serviceaccount:shop:app" cannot impersonate-on:user-info:list resource "pods" in API group "" at the cluster scope',
  ],
])('a refused impersonation alerts as Kubernetes %s words it', (_, message) => {
  const responseStatus = {metadata: {}, status: 'Failure', message, reason: 'Forbidden', code: 403};
  expect(matching(set, auditEvent({responseStatus}))).toContain('impersonation-refused');
});

test('any other refusal is not one', () => {
  const message = 'pods is forbidden: User "alice" cannot list resource "pods" in API group "" at the cluster scope';
  const responseStatus = {metadata: {}, status: 'Failure', message, reason: 'Forbidden', code: 403};
  expect(matching(set, auditEvent({responseStatus}))).not.toContain('impersonation-refused');
});
