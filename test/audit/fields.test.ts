import {describe, expect, test} from 'vitest';
import {annotationName} from '../../src/audit/annotation-name.js';
import {levelsWith} from '../../src/audit/body-levels.js';
import {eventKey} from '../../src/audit/event.js';
import {auditNumbers, auditValues, isAuditField} from '../../src/audit/fields.js';
import {auditEvent} from '../helpers/audit-event.js';

describe('the name of an annotation', () => {
  test.each([
    ['authorization.k8s.io/decision', 'authorization.k8s.io/decision'],
    ['authorization_k8s_io/decision', 'authorization.k8s.io/decision'],
    ['authorization_k8s_io_decision', 'authorization.k8s.io/decision'],
    ['pod-security_kubernetes_io/enforce-policy', 'pod-security.kubernetes.io/enforce-policy'],
    ['k8s_io_deprecated', 'k8s.io/deprecated'],
    ['k8s_io/removed-release', 'k8s.io/removed-release'],
    // Of two domains that it might begin with, the longer one.
    [
      'failed-open_validating_webhook_admission_k8s_io_round_0',
      'failed-open.validating.webhook.admission.k8s.io/round_0',
    ],
    ['example_com/note', 'example_com/note'],
    ['my_authorization_k8s_io/decision', 'my_authorization_k8s_io/decision'],
    ['authorization_k8s_io', 'authorization_k8s_io'],
    ['note', 'note'],
    ['/note', '/note'],
  ])('%s is %s', (stored, name) => {
    expect(annotationName(stored)).toBe(name);
  });
});

describe('the fields of an audit event', () => {
  test.each([
    ['verb', true],
    ['objectRef.resource', true],
    ['objectRef.kind', false],
    ['user', false],
    ['user.groups', true],
    ['impersonatedUser.username', true],
    ['user.extra.scopes', true],
    ['user.extras', false],
    ['requestObject', true],
    ['requestObject.spec.hostPID', true],
    ['requestObjects', false],
    ['responseStatus.details.kind', true],
    ['responseStatus.kind', false],
  ])('%s: %s', (path, is) => {
    expect(isAuditField(path)).toBe(is);
  });

  test('some have a closed list of values or a range of numbers', () => {
    expect(auditValues('level')).toEqual(['Metadata', 'Request', 'RequestResponse']);
    expect(auditValues('verb')).toContain('deletecollection');
    expect(auditValues('userAgent')).toBeUndefined();
    expect(auditValues('constructor')).toBeUndefined();
    expect(auditNumbers('responseStatus.code')).toEqual([100, 599]);
    expect(auditNumbers('verb')).toBeUndefined();
  });

  test('bodies are there from a level on', () => {
    expect(levelsWith('requestObject.spec.hostPID')).toEqual(['Request', 'RequestResponse']);
    expect(levelsWith('responseObject')).toEqual(['RequestResponse']);
    expect(levelsWith('objectRef.resource')).toBeUndefined();
  });

  test('an event is told from another by id, stage and both of its times', () => {
    const event = auditEvent('kd-1', new Date(0));
    const others = [
      {auditID: 'another'},
      {stage: 'Panic' as const},
      {requestReceivedTimestamp: '2020-01-01T00:00:00.000000Z'},
      {stageTimestamp: '2020-01-01T00:00:00.000000Z'},
    ].map(change => ({...event, ...change}));
    expect(new Set([event, {...event}, ...others].map(eventKey)).size).toBe(5);
  });
});
