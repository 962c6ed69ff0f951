import type {Pki} from './pki.js';

const flags = (values: Record<string, string | number | boolean>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

/** The flags of etcd: its data is thrown away with the run, so that it need not reach the disk. */
export const etcdFlags = (port: number, dataDir: string, {etcd, ca}: Pki): string[] =>
  flags({
    'data-dir': dataDir,
    'listen-client-urls': `https://127.0.0.1:${port}`,
    'advertise-client-urls': `https://127.0.0.1:${port}`,
    'listen-peer-urls': 'http://127.0.0.1:0',
    // A client that may speak to etcd reads every Secret: loopback is open to all users of this machine, a certificate
    // is not.
    'client-cert-auth': true,
    'trusted-ca-file': ca.cert,
    'cert-file': etcd.cert,
    'key-file': etcd.key,
    'unsafe-no-fsync': true,
  });

/** What the API server is started with, beside its certificates. */
export interface ApiServerSettings {
  port: number;
  etcdPort: number;
  auditPolicy: string;
  auditLog: string;
  hasControllers: boolean;
  webhook?: {config: string; batchMaxWaitMs: number} | undefined;
}

/** The flags of the API server: what kubeadm and kind's configuration set, as far as there are no nodes. */
export function apiServerFlags(settings: ApiServerSettings, {ca, apiServer, serviceAccounts, dir}: Pki): string[] {
  const {port, etcdPort, auditPolicy, auditLog, hasControllers, webhook} = settings;
  return flags({
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'secure-port': port,
    'cert-dir': dir,
    'tls-cert-file': apiServer.cert,
    'tls-private-key-file': apiServer.key,
    'client-ca-file': ca.cert,
    'etcd-servers': `https://127.0.0.1:${etcdPort}`,
    'etcd-cafile': ca.cert,
    'etcd-certfile': apiServer.cert,
    'etcd-keyfile': apiServer.key,
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'allow-privileged': true,
    'service-cluster-ip-range': '10.96.0.0/16',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': serviceAccounts.publicKey,
    'service-account-signing-key-file': serviceAccounts.key,
    // A Service's endpoints may not lie on loopback, and nothing here would reach them.
    'endpoint-reconciler-type': 'none',
    'audit-policy-file': auditPolicy,
    'audit-log-path': auditLog,
    'audit-log-maxsize': 100,
    'audit-log-maxbackup': 3,
    // It holds volume claims until a controller lets go of them.
    ...(!hasControllers && {'disable-admission-plugins': 'StorageObjectInUseProtection'}),
    ...(webhook && {
      'audit-webhook-config-file': webhook.config,
      'audit-webhook-batch-max-wait': `${webhook.batchMaxWaitMs}ms`,
    }),
  });
}

/** The flags of the controller manager; it serves nothing that anybody here asks for. */
export const controllerManagerFlags = (kubeconfig: string, port: number, pki: Pki): string[] =>
  flags({
    kubeconfig,
    'authentication-kubeconfig': kubeconfig,
    'authorization-kubeconfig': kubeconfig,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'tls-cert-file': pki.apiServer.cert,
    'tls-private-key-file': pki.apiServer.key,
    'leader-elect': false,
    'use-service-account-credentials': true,
    'service-account-private-key-file': pki.serviceAccounts.key,
    'root-ca-file': pki.ca.cert,
    'cluster-signing-cert-file': pki.ca.cert,
    'cluster-signing-key-file': pki.ca.key,
  });
