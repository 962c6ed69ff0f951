import {KubeConfig} from '@kubernetes/client-node';
import type {Cluster} from '../../src/cluster/cluster.js';
import {loopback, type Received, type Reply} from './loopback.js';

/** A cluster whose API server is a server of the test's own. */
export function clusterAt(url: string): Cluster {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({name: 'test', server: url, skipTLSVerify: true}, {name: 'test', token: 'x'});
  return clusterOf(kubeConfig);
}

/** A cluster of which nothing is known but how to reach it. */
export const clusterOf = (kubeConfig: KubeConfig): Cluster => ({
  kind: 'existing',
  name: 'test',
  simulated: false,
  version: 'v1.34.4',
  capabilities: new Set(['api'] as const),
  kubeConfig,
  auditPolicy: async () => undefined,
  auditLog: undefined,
  release: async () => 'not ours',
});

/** An API server that answers by path; what is not there is not found. */
export async function apiServer(answers: (request: Received) => Reply | unknown | undefined) {
  const server = await loopback(request => {
    const body = answers(request);
    if (body === undefined) return refusal(404, `the server could not find the requested resource`);
    return isReply(body) ? body : {body};
  });
  return {...server, cluster: clusterAt(server.url)};
}

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && ('body' in value || 'text' in value);

/** A refusal as the API server words it. */
export const refusal = (code: number, message: string): Reply => ({
  status: code,
  body: {kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code},
});
