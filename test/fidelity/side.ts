import {closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {CoreV1Api, type KubeConfig} from '@kubernetes/client-node';
import type {AuditEvent} from '../../src/audit/event.js';
import {parsePolicy} from '../../src/audit/policy.js';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {startEnvtest} from '../../src/cluster/envtest/start.js';
import {COREFILE} from '../../src/cluster/simulated/bootstrap/bootstrap.js';
import {kubeConfigFor} from '../../src/cluster/simulated/open.js';
import {startServer} from '../../src/cluster/simulated/server.js';
import {type Clock, realClock} from '../../src/lib/clock.js';

/** Everything that an audit event can hold, at both ends of a stream. */
const POLICY =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nomitManagedFields: true\nrules: [{level: RequestResponse}]\n';
const VERSION = 'v1.34.4';

/** One of the two servers that are compared. */
export interface Side {
  name: 'real' | 'simulated';
  kubeConfig: KubeConfig;
  /** A folder that goes with it. */
  dir: string;
  /** Sleeping on it is what a scenario's own pauses are: the simulated server needs none of them. */
  pauses: Clock['sleep'];
  /** The audit events so far. */
  events(): AuditEvent[];
  stop(): Promise<void>;
}

/** kube-apiserver with its controllers, and no node. */
export async function realSide(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Side> {
  const dir = folder();
  const auditPolicy = join(dir, 'policy.yaml');
  writeFileSync(auditPolicy, POLICY);
  const assets = findAssets(undefined, env);
  const servers = await startEnvtest({assets, dir, name: 'real', auditPolicy, clock: realClock, signal});
  await installDns(servers.kubeConfig);
  const events = eventsOf(servers.auditLog);
  const stop = () => servers.stop().finally(() => remove(dir));
  return {name: 'real', dir, kubeConfig: servers.kubeConfig, pauses: realClock.sleep, events, stop};
}

/** The simulated server, likewise without a node. */
export async function simulatedSide(): Promise<Side> {
  const dir = folder();
  const auditLog = join(dir, 'audit.log');
  const {policy} = parsePolicy(POLICY, 'policy.yaml');
  const server = await startServer({policy, auditLog, clock: realClock, version: VERSION, tls: true, node: false});
  const kubeConfig = kubeConfigFor(server, 'simulated');
  const pauses = async () => {};
  const stop = () => server.close().finally(() => remove(dir));
  return {name: 'simulated', dir, kubeConfig, pauses, events: eventsOf(auditLog), stop};
}

/** What kubeadm adds to an API server, as far as scenarios look at it. */
async function installDns(kubeConfig: KubeConfig): Promise<void> {
  const metadata = {name: 'coredns'};
  const body = {metadata, data: {Corefile: COREFILE}};
  await kubeConfig.makeApiClient(CoreV1Api).createNamespacedConfigMap({namespace: 'kube-system', body});
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'kubedrill-fidelity-'));
const remove = (dir: string): void => rmSync(dir, {recursive: true, force: true});

/** Reads on where it stopped: the whole log is tens of megabytes. */
function eventsOf(path: string): () => AuditEvent[] {
  const events: AuditEvent[] = [];
  let [offset, rest] = [0, ''];
  return () => {
    const size = statSync(path).size;
    const added = Buffer.alloc(size - offset);
    const file = openSync(path, 'r');
    readSync(file, added, 0, added.length, offset);
    closeSync(file);
    offset = size;
    const lines = (rest + added.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(JSON.parse(line) as AuditEvent);
    return events;
  };
}
