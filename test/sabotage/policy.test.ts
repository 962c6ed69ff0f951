import {test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {changedFeed, drill} from '../helpers/drill.js';
import {expectNamed} from './ways.js';

const policy = (rules: string, omit = '[RequestReceived]') =>
  `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ${omit}\nrules:\n${rules}`;
const METADATA = '  - level: Metadata\n';

test('policy None for the resource', async () => {
  const none = '  - {level: None, resources: [{group: "", resources: [secrets]}]}\n';
  expectNamed('policy-none', await drill(['secrets-listed'], {policy: policy(none + METADATA)}));
});

test('level too low for the rule', async () => {
  expectNamed('level-too-low', await drill(['privileged-pod'], {policy: policy(METADATA)}));
});

test('ResponseStarted omitted', async () => {
  const omitted = policy(METADATA, '[RequestReceived, ResponseStarted]');
  expectNamed('response-started-omitted', await drill(['invalid-credential-burst'], {policy: omitted}));
});

test('bodies left out by the API server, because the event was too long', async () => {
  const truncated = (line: string): string => {
    const {requestObject, responseObject: _, ...event} = JSON.parse(line) as AuditEvent;
    if (!requestObject) return line;
    return JSON.stringify({...event, annotations: {...event.annotations, 'audit.k8s.io/truncated': 'true'}});
  };
  const drilled = await drill(['privileged-pod'], {
    cluster: cluster => ({
      ...cluster,
      auditLog: changedFeed(cluster.auditLog, (lines, deliver) => deliver(lines.map(truncated))),
    }),
  });
  expectNamed('bodies-cut-off', drilled);
});
