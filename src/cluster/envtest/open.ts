import {join, resolve} from 'node:path';
import type {Capability} from '../../events/words.js';
import {usageError} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {versionBehind} from '../api/version.js';
import {policyFor} from '../audit-policy.js';
import {writeWebhookConfig} from '../audit-webhook.js';
import type {Cluster} from '../cluster.js';
import {fileFeed} from '../file-feed.js';
import type {AuditWebhookTarget, OpenOptions} from '../request.js';
import {undoStart} from '../undo-start.js';
import {findAssets} from './assets.js';
import {type Envtest, startEnvtest} from './start.js';

/** Where its servers reach this machine, and where they are reached. */
const LOOPBACK = '127.0.0.1';

/** Starts a real API server without nodes for one run; everything of it is in the run's folder, and ends with the run. */
export async function openEnvtest(options: OpenOptions): Promise<Cluster> {
  const {request, name, clock, signal, env, onPhase, onProcess} = options;
  if (request.reuse !== undefined || request.keep) {
    throw usageError('the servers of envtest live only as long as their run: --reuse and --keep need kind');
  }
  const assets = findAssets(request.assets, env);
  const dir = resolve(options.dir, 'cluster');
  const {text} = policyFor(request);
  // The policy that this run had stays with it.
  const auditPolicy = join(dir, 'audit-policy.yaml');
  makeDir(dir);
  writeAtomic(auditPolicy, text);
  const webhook = request.auditWebhook && webhookOf(request.auditWebhook, dir);
  const servers = await startEnvtest({assets, dir, name, auditPolicy, webhook, clock, signal, onPhase, onProcess});
  try {
    return await describe(servers, name, text, signal);
  } catch (error) {
    await undoStart(() => servers.stop(), `servers of ${name}`, error);
    throw error;
  }
}

const webhookOf = (target: AuditWebhookTarget, dir: string) => ({
  config: writeWebhookConfig(target, LOOPBACK, dir),
  batchMaxWaitMs: target.batchMaxWaitMs,
});

async function describe(servers: Envtest, name: string, auditPolicy: string, signal: AbortSignal): Promise<Cluster> {
  const {kubeConfig, auditLog, hasControllers} = servers;
  const version = await versionBehind(kubeConfig, signal);
  const capabilities: Capability[] = [
    'api',
    'client-certificates',
    ...(hasControllers ? (['controllers'] as const) : []),
  ];
  return {
    kind: 'envtest',
    name,
    simulated: false,
    version,
    capabilities: new Set(capabilities),
    kubeConfig,
    auditPolicy: async () => auditPolicy,
    hostAddress: LOOPBACK,
    auditLog: fileFeed(auditLog),
    release: async () => {
      await servers.stop();
      return 'deleted';
    },
  };
}
