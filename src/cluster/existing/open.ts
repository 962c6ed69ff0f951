import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {z} from 'zod';
import type {Capability} from '../../events/words.js';
import {usageError} from '../../lib/errors.js';
import {ApiClient} from '../api/client.js';
import {versionOf} from '../api/version.js';
import type {Cluster} from '../cluster.js';
import {fileFeed} from '../file-feed.js';
import type {OpenOptions} from '../request.js';
import {kubeConfigFor} from './kubeconfig.js';

/**
 * Takes a cluster that is not the run's own. It is neither made nor removed, and nothing is known of its node: its
 * audit log is followed where a file of it is at hand, else the chain begins at whatever the stack sees first.
 */
export async function openExisting({request, env, onPhase, signal}: OpenOptions): Promise<Cluster> {
  const {context = '', auditLog} = request;
  if (auditLog !== undefined && !existsSync(auditLog)) {
    throw usageError(`the audit log ${auditLog} does not exist`, ['name the file that the API server writes']);
  }
  const {config: kubeConfig, collisions} = kubeConfigFor(context, env);
  onPhase('API server', 'started');
  const client = new ApiClient(kubeConfig, 'kubedrill');
  try {
    const version = await versionOf(client, signal);
    const capabilities = await capabilitiesOf(client, signal);
    onPhase('API server', 'done', [client.server, ...collisions].join('; '));
    return clusterOf({kubeConfig, version, capabilities, request});
  } finally {
    await client.close();
  }
}

type Found = Pick<Cluster, 'kubeConfig' | 'version' | 'capabilities'> & Pick<OpenOptions, 'request'>;

function clusterOf({request: {context = '', auditLog, auditPolicy}, ...found}: Found): Cluster {
  return {
    kind: 'existing',
    name: context,
    simulated: false,
    shared: true,
    ...found,
    auditPolicy: async () => auditPolicy?.text,
    auditLog: auditLog === undefined ? undefined : fileFeed(auditLog),
    release: async () => 'not ours',
  };
}

const Nodes = z.looseObject({items: z.array(z.unknown()).nullish()});

/** Without the right to list nodes, the first pod shows whether there are any: a cluster without is not the usual. */
async function capabilitiesOf(client: ApiClient, signal: AbortSignal): Promise<ReadonlySet<Capability>> {
  const options = {auditId: randomUUID(), signal};
  const {code, body} = await client.send({method: 'GET', path: '/api/v1/nodes?limit=2'}, options);
  const nodes = code === 200 ? (Nodes.safeParse(body).data?.items ?? []).length : 1;
  return new Set<Capability>(['api', 'controllers', ...(nodes ? (['node'] as const) : [])]);
}
