import {expect, test} from 'vitest';
import {requireInForce} from '../../../src/cluster/kind/audit-paths.js';

const POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';

test('the policy of --audit-policy is that of the API server, or the run does not begin', () => {
  expect(() => requireInForce(POLICY, POLICY.trimEnd(), '/p.yaml')).not.toThrow();
  expect(() => requireInForce(POLICY, undefined, '/p.yaml')).not.toThrow();
  expect(() => requireInForce(POLICY, POLICY.replace('Metadata', 'None'), '/p.yaml')).toThrow(
    expect.objectContaining({exitCode: 3, message: expect.stringContaining('takes the audit policy /p.yaml')}),
  );
});
