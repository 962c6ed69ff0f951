import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {usageError} from '../../lib/errors.js';
import {policyFor} from '../audit-policy.js';
import type {Cluster} from '../cluster.js';
import {fileFeed} from '../file-feed.js';
import type {OpenOptions} from '../request.js';
import {type SimulatedServer, startServer} from './server.js';

/** The version whose words and shapes the simulated server has. */
const VERSION = 'v1.34.4';

/** Starts a simulated cluster for one run: an API server in this process, with its audit log in the run's folder. */
export async function openSimulated({request, name, dir, clock, onPhase}: OpenOptions): Promise<Cluster> {
  if (request.reuse !== undefined)
    throw usageError('a simulated cluster lives only as long as its run: --reuse needs kind');
  const {policy, text} = policyFor(request);
  const auditLog = join(dir, 'cluster', 'audit.log');
  onPhase('API server', 'started', 'simulated, in this process');
  const server = await startServer({
    policy,
    auditLog,
    clock,
    version: VERSION,
    tls: true,
    ...(request.listen && {listen: request.listen}),
  });
  onPhase('API server', 'done', 'simulated, in this process');
  const kubeConfig = kubeConfigFor(server, name);
  let released: Promise<void> | undefined;
  return {
    kind: 'simulated',
    name,
    simulated: true,
    version: VERSION,
    capabilities: new Set(['api', 'node', 'controllers', 'client-certificates'] as const),
    kubeConfig,
    auditPolicy: async () => text,
    auditLog: fileFeed(auditLog),
    release: async () => {
      released ??= server.close();
      await released;
      return 'deleted';
    },
  };
}

/** A kubeconfig with the administrator's certificate, as kubeadm writes it. */
export function kubeConfigFor({url, ca, admin}: SimulatedServer, name: string): KubeConfig {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {name, server: url, caData: base64(ca), skipTLSVerify: false},
    {
      name: 'kubernetes-admin',
      ...(admin && {certData: base64(admin.certificate), keyData: base64(admin.key.reveal())}),
    },
  );
  return kubeConfig;
}
