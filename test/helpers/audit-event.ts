import {randomUUID} from 'node:crypto';
import type {AuditEvent} from '../../src/audit/event.js';

/** An audit event of a service account of the namespace `token`, at a moment; changes go over it. */
export function auditEvent(token: string, at: Date, change: Partial<AuditEvent> = {}): AuditEvent {
  const time = at.toISOString().replace('Z', '000Z');
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: randomUUID(),
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/${token}/secrets`,
    verb: 'list',
    user: {username: `system:serviceaccount:${token}:backup-agent`, groups: ['system:serviceaccounts']},
    sourceIPs: ['172.18.0.1'],
    userAgent: `kubedrill/${token}`,
    objectRef: {resource: 'secrets', namespace: token, apiVersion: 'v1'},
    responseStatus: {code: 200},
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
    ...change,
  };
}
