import {expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {changedFeed, type Drilled, drill} from '../helpers/drill.js';
import {expectNamed} from './ways.js';

const policy = (rules: string, omit = '[RequestReceived]') =>
  `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ${omit}\nrules:\n${rules}`;
const METADATA = '  - level: Metadata\n';

test('policy None for the resource', async () => {
  const none = '  - {level: None, resources: [{group: "", resources: [secrets]}]}\n';
  expectNamed('policy-none', await drill(['secrets-listed'], {policy: policy(none + METADATA)}));
});

test('policy None for some of the requests that a rule counts', async () => {
  const none = '  - {level: None, nonResourceURLs: ["/*"]}\n';
  expectNamed('policy-drops-some', await drill(['anonymous-probing'], {policy: policy(none + METADATA)}));
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

test('every stage of the request omitted, which preflight knew', async () => {
  const omitted = policy('  - {level: Metadata, omitStages: [ResponseComplete]}\n');
  const drilled = await drill(['secrets-listed'], {policy: omitted});
  expectNamed('all-stages-omitted', drilled);
  expect(warnings(drilled)).toContainEqual(
    expect.stringMatching(
      /^stage RequestReceived, ResponseComplete is omitted, every one that GET \/api\/v1\/secrets\S* has .*: it will be missed$/,
    ),
  );
});

test('ResponseComplete omitted: only that the request came is written, which preflight knew', async () => {
  const omitted = policy('  - level: Request\n', '[ResponseComplete]');
  const drilled = await drill(['privileged-pod'], {policy: omitted});
  expectNamed('response-complete-omitted', drilled);
  expect(warnings(drilled)).toContainEqual(
    expect.stringMatching(/^stage ResponseComplete of POST .* is omitted .*rules that read those cannot match$/),
  );
});

/** What preflight warned of in the audit policy. */
const warnings = ({view}: Drilled): string[] =>
  view.checks.filter(c => c.check === 'audit-policy' && c.state === 'warning').map(c => c.detail);
