import {existsSync, readFileSync} from 'node:fs';
import {isIPv6} from 'node:net';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {environmentError, usageError} from '../../lib/errors.js';
import {ApiClient} from '../api/client.js';
import {OWN_PROVIDER, renewBy} from '../api/renewed.js';
import {systemUid} from '../identity.js';
import {IN_CLUSTER} from '../request.js';
import {tokenFileCredential} from './token-file.js';

/** Where a pod finds who it is. @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The cluster around this pod, as its ServiceAccount. `loadFromCluster` of the library reads the environment of the
 * process alone, and never asks again for a token that was refused.
 *
 * @param env `KUBEDRILL_SERVICE_ACCOUNT_DIR` in it names another folder than the kubelet's.
 * @throws DrillError (exit code 2) outside of a cluster, and in a pod without a ServiceAccount's token.
 */
export function inClusterConfig(env: NodeJS.ProcessEnv): KubeConfig {
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443'} = env;
  if (!host) {
    throw usageError(`--context ${IN_CLUSTER} is for a pod, and this is none: KUBERNETES_SERVICE_HOST is not set`, [
      'name a context of your kubeconfig: `kubectl config get-contexts` lists them',
    ]);
  }
  const folder = env.KUBEDRILL_SERVICE_ACCOUNT_DIR || ACCOUNT;
  const [tokenFile, caFile] = [join(folder, 'token'), join(folder, 'ca.crt')];
  const missing = [tokenFile, caFile].find(file => !existsSync(file));
  if (missing) {
    throw usageError(`--context ${IN_CLUSTER} needs the ServiceAccount of the pod: ${missing} is not there`, [
      'leave out automountServiceAccountToken: false, and name the account with serviceAccountName',
    ]);
  }
  const namespaceFile = join(folder, 'namespace');
  const namespace = existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : undefined;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{name: IN_CLUSTER, server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`, caFile}],
    users: [{name: IN_CLUSTER, authProvider: {name: OWN_PROVIDER, config: {}}}],
    contexts: [{name: IN_CLUSTER, cluster: IN_CLUSTER, user: IN_CLUSTER, ...(namespace && {namespace})}],
    currentContext: IN_CLUSTER,
  });
  renewBy(config, tokenFileCredential(tokenFile, undefined));
  return config;
}

/**
 * What a cluster is called where its context says nothing of it: the UID of its kube-system.
 *
 * @throws DrillError (exit code 3) when it does not answer, or may not be asked.
 */
export async function uidOf(config: KubeConfig, signal: AbortSignal): Promise<string> {
  const client = new ApiClient(config, 'kubedrill');
  try {
    const uid = await systemUid(client, signal);
    if (uid !== undefined) return uid;
    throw environmentError(`the ServiceAccount may not read the namespace kube-system of ${client.server}`, [
      '`kubedrill plan --rbac` prints what it needs: apply it as an administrator',
    ]);
  } finally {
    await client.close();
  }
}
