import {chmodSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import type {Capability} from '../../events/words.js';
import {environmentError} from '../../lib/errors.js';
import {writeAtomic} from '../../lib/files/files.js';
import {versionBehind} from '../api/version.js';
import {writeWebhookConfig} from '../audit-webhook.js';
import type {Cluster} from '../cluster.js';
import type {AuditWebhookTarget, OpenOptions} from '../request.js';
import {undoStart} from '../undo-start.js';
import {nodeFeed} from './audit-log/feed.js';
import {auditPaths, requireInForce} from './audit-paths.js';
import {webhookPatch} from './audit-webhook.js';
import {renderKindConfig, type Webhook} from './config.js';
import {createCluster} from './create.js';
import {listClusters, removeCluster} from './delete.js';
import {findEngine} from './engine.js';
import {kindFailure} from './failures.js';
import {hostAddress} from './host-address.js';
import {nodeShell, nodesOf} from './nodes.js';
import {controlPlane, KindTool} from './tool.js';

/** Makes a kind cluster for one run, or takes a running drill cluster. */
export async function openKind(options: OpenOptions): Promise<Cluster> {
  const tool = await kindTool(options.env, options.signal);
  const {name, dir, request, signal, onPhase} = options;
  const owned = request.reuse === undefined;
  if (owned) {
    const webhook = request.auditWebhook && (await webhookOf(tool, request.auditWebhook, resolve(dir, 'cluster')));
    const policy = request.auditPolicy?.text;
    const address = request.listen?.as;
    const config = renderKindConfig(request.kindConfig, resolve(dir, 'cluster'), {policy, webhook, address});
    const {nodeImage} = request;
    await createCluster(tool, {
      name,
      dir: resolve(dir, 'cluster'),
      config,
      onPhase,
      signal,
      ...(nodeImage && {nodeImage}),
    });
  } else await attach(tool, name, resolve(dir, 'cluster'));
  try {
    return await describe(tool, options, owned && !request.keep);
  } catch (error) {
    if (owned) await undoStart(() => removeCluster(tool, name), `kind cluster ${name}`, error);
    throw error;
  }
}

async function webhookOf(tool: KindTool, target: AuditWebhookTarget, dir: string): Promise<Webhook> {
  const address = await hostAddress(tool);
  if (address === undefined) {
    throw environmentError("the address at which kind's nodes reach this machine is not known", [
      'take the audit-webhook source out of the stack file: the audit log is followed anyway',
    ]);
  }
  return {file: writeWebhookConfig(target, address, dir), patch: webhookPatch(target)};
}

/**
 * kind with the engine it will use.
 *
 * @throws DrillError (exit code 3) when either is not there.
 */
export async function kindTool(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<KindTool> {
  const engine = await findEngine(env, signal);
  if (!('missing' in engine)) return new KindTool(env, engine);
  throw environmentError(
    [engine.missing, ...(engine.detail ? [`  ${engine.detail}`] : [])],
    ['install kind and start Docker or Podman, or use --cluster simulated'],
  );
}

async function attach(tool: KindTool, name: string, dir: string): Promise<void> {
  const running = await listClusters(tool);
  if (!running.includes(name)) {
    const next = running.length ? [`running: ${running.join(', ')}`] : ['`kubedrill cluster up` makes one'];
    throw environmentError(`there is no drill cluster ${name} to reuse`, next);
  }
  const kubeconfig = await tool.kind(['get', 'kubeconfig', '--name', name]);
  if (!kubeconfig.ok) throw kindFailure(kubeconfig);
  writeAtomic(join(dir, 'kubeconfig'), kubeconfig.stdout, 0o600);
}

async function describe(tool: KindTool, options: OpenOptions, deleteAfter: boolean): Promise<Cluster> {
  const {name, clock, onPhase, signal} = options;
  const path = resolve(options.dir, 'cluster', 'kubeconfig');
  chmodSync(path, 0o600);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  const version = await versionBehind(kubeConfig, signal);
  onPhase('audit log', 'started');
  const node = controlPlane(name);
  const paths = await auditPaths(tool, name, signal);
  const readPolicy = async () => {
    const result = await tool.container(['exec', node, 'cat', paths.policy]);
    return result.ok ? result.stdout : undefined;
  };
  const {auditPolicy: named} = options.request;
  const inForce = named && requireInForce(named.text, await readPolicy(), paths.policy);
  onPhase('audit log', 'done');
  let released: 'deleted' | 'kept' | undefined;
  const address = await hostAddress(tool);
  return {
    kind: 'kind',
    name,
    simulated: false,
    version,
    capabilities: await capabilitiesOf(tool, name),
    kubeConfig,
    ...(address !== undefined && {hostAddress: address}),
    nodes: nodeShell(tool, name),
    auditPolicy: inForce === undefined ? readPolicy : async () => inForce,
    auditLog: nodeFeed(tool, node, paths.log, clock),
    release: async () => {
      if (!deleteAfter) return options.request.reuse === undefined ? 'kept' : 'not ours';
      if (!released) await removeCluster(tool, name);
      released = 'deleted';
      return released;
    },
  };
}

/**
 * Stock kind enforces NetworkPolicy through kindnet; with another network nobody has shown that it does. A kind cluster
 * is never in a cloud.
 */
async function capabilitiesOf(tool: KindTool, name: string): Promise<ReadonlySet<Capability>> {
  const kindnet = await tool.container(['exec', controlPlane(name), 'sh', '-c', 'pidof kindnetd']);
  const nodes = await nodesOf(tool, name);
  return new Set<Capability>([
    ...(['api', 'controllers', 'node', 'node-exec', 'client-certificates'] as const),
    ...(kindnet.ok ? (['network-policy'] as const) : []),
    ...(nodes.length > 1 ? (['second-node'] as const) : []),
  ]);
}
