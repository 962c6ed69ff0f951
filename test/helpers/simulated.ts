import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {onTestFinished} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {parsePolicy} from '../../src/audit/policy.js';
import type {ApiAnswer} from '../../src/cluster/api/answer.js';
import {ApiClient, type Credential} from '../../src/cluster/api/client.js';
import {startServer} from '../../src/cluster/simulated/server.js';
import type {ApiRequest} from '../../src/kube/request.js';
import {realClock} from '../../src/lib/clock.js';
import {Secret} from '../../src/lib/secret.js';
import {tempDir} from './temp.js';

const EVERYTHING =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: RequestResponse}]';

/** A simulated API server on loopback for one test, and hands to speak to it with. */
export async function simulated(policy = EVERYTHING, more: {tls?: boolean} = {}) {
  const auditLog = join(tempDir(), 'audit.log');
  const server = await startServer({
    policy: parsePolicy(policy, 'policy.yaml').policy,
    auditLog,
    clock: realClock,
    version: 'v1.34.4',
    ...more,
  });
  onTestFinished(() => server.close());
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {name: 'simulated', server: server.url, skipTLSVerify: true},
    {name: 'admin', token: server.adminToken},
  );
  const as = (credential: Credential) => {
    const client = new ApiClient(kubeConfig, 'test/1', credential);
    onTestFinished(() => client.close());
    return (
      method: ApiRequest['method'],
      path: string,
      body?: unknown,
      more: Partial<ApiRequest> = {},
    ): Promise<ApiAnswer> =>
      client.send({method, path, ...(body !== undefined && {body}), ...more}, {auditId: randomUUID()});
  };
  const admin = as({as: 'drill'});
  const namespace = async (name: string, labels = {}) => {
    await admin('POST', '/api/v1/namespaces', {metadata: {name, labels}});
    return name;
  };
  /** A service account with RBAC rules in its namespace, and a client that acts as it. */
  const account = async (where: string, name: string, rules: unknown[]) => {
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${where}`;
    await admin('POST', `/api/v1/namespaces/${where}/serviceaccounts`, {metadata: {name}});
    await admin('POST', `${rbac}/roles`, {metadata: {name}, rules});
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name};
    const subjects = [{kind: 'ServiceAccount', name, namespace: where}];
    await admin('POST', `${rbac}/rolebindings`, {metadata: {name}, roleRef, subjects});
    return as({as: 'bearer', token: new Secret(await tokenFor(where, name))});
  };
  const tokenFor = async (where: string, name: string): Promise<string> => {
    const answer = await admin('POST', `/api/v1/namespaces/${where}/serviceaccounts/${name}/token`, {spec: {}});
    return (answer.body as {status: {token: string}}).status.token;
  };
  const events = (): AuditEvent[] =>
    readFileSync(auditLog, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as AuditEvent);
  return {server, kubeConfig, auditLog, as, admin, namespace, account, tokenFor, events};
}

/** A pod with one container. */
export const podNamed = (name: string, securityContext: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name},
  spec: {containers: [{name: 'c', image: 'registry.k8s.io/pause:3.10', securityContext}]},
});
