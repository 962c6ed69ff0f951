import {existsSync} from 'node:fs';
import {CoreV1Api, type KubeConfig, VersionApi} from '@kubernetes/client-node';
import type {Capability} from '../../events/words.js';
import {environmentError, messageOf, usageError} from '../../lib/errors.js';
import type {Cluster} from '../cluster.js';
import {fileFeed} from '../file-feed.js';
import type {OpenOptions} from '../open.js';
import {kubeConfigFor} from './kubeconfig.js';

/**
 * Takes a cluster that is not the run's own. It is neither made nor removed, and nothing is known of its node: its audit
 * log is followed where a file of it is at hand, else the chain begins at whatever the stack sees first.
 */
export async function openExisting({request, env, onPhase}: OpenOptions): Promise<Cluster> {
  const {context = '', auditLog, auditPolicy} = request;
  if (auditLog !== undefined && !existsSync(auditLog)) {
    throw usageError(`the audit log ${auditLog} does not exist`, ['name the file that the API server writes']);
  }
  const kubeConfig = kubeConfigFor(context, env);
  onPhase('API server', 'started');
  const version = await versionOf(kubeConfig);
  onPhase('API server', 'done', kubeConfig.getCurrentCluster()?.server);
  return {
    kind: 'existing',
    name: context,
    simulated: false,
    version,
    capabilities: await capabilitiesOf(kubeConfig),
    kubeConfig,
    auditPolicy: async () => auditPolicy?.text,
    auditLog: auditLog === undefined ? undefined : fileFeed(auditLog),
    release: async () => 'not ours',
  };
}

async function versionOf(kubeConfig: KubeConfig): Promise<string> {
  try {
    return (await kubeConfig.makeApiClient(VersionApi).getCode()).gitVersion;
  } catch (error) {
    throw environmentError(
      `${kubeConfig.getCurrentCluster()?.server ?? 'the cluster'} does not answer: ${messageOf(error)}`,
      ['`kubectl --context NAME version`'],
      {cause: error},
    );
  }
}

/** Whoever may not list nodes learns by the first pod whether there are any: a cluster without is not the usual. */
async function capabilitiesOf(kubeConfig: KubeConfig): Promise<ReadonlySet<Capability>> {
  const nodes = await kubeConfig
    .makeApiClient(CoreV1Api)
    .listNode({limit: 2})
    .then(list => list.items.length)
    .catch(() => 1);
  return new Set<Capability>(['api', 'controllers', ...(nodes ? (['node'] as const) : [])]);
}
