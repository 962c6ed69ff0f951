import {randomUUID} from 'node:crypto';
import {join, resolve} from 'node:path';
import type {KubeConfig} from '@kubernetes/client-node';
import {writeAtomic} from '../../lib/files/files.js';
import type {KeyedCertificate, Subject} from '../../lib/net/certificates.js';
import {freePort} from '../../lib/net/ports.js';
import type {KnownProcess} from '../../lib/process/processes.js';
import {ApiClient} from '../api/client.js';
import type {PhaseListener} from '../cluster.js';
import {undoStart} from '../undo-start.js';
import type {Assets} from './assets.js';
import {type ApiServerSettings, apiServerFlags, controllerManagerFlags, etcdFlags} from './flags.js';
import {ADMIN, ADMIN_BINDING, CONTROLLER_MANAGER, kubeConfigOf, SUPER_ADMIN} from './identity.js';
import {keepNamespaces, STAND_INS} from './namespaces.js';
import {makePki, type Pki} from './pki.js';
import {removePrivate} from './private.js';
import {accepts, answers, untilReady, type Waiting} from './ready.js';
import {ServerProcess} from './server-process.js';

/** What real servers without nodes are started from. */
export interface EnvtestOptions extends Waiting {
  assets: Assets;
  /** The folder of all their files. */
  dir: string;
  /** The name of the cluster in its kubeconfig. */
  name: string;
  /** Path of the audit policy. */
  auditPolicy: string;
  /** Ports instead of free ones. */
  ports?: {etcd: number; apiServer: number};
  /** An audit webhook: path of its kubeconfig, and how long events may wait for a batch. */
  webhook?: ApiServerSettings['webhook'] | undefined;
  onPhase?: PhaseListener;
  /** Hears of each process at once, so that somebody can end it when this one is killed. */
  onProcess?: ((started: KnownProcess) => void) | undefined;
}

/** Real servers that run. */
export interface Envtest {
  readonly url: string;
  /** The certificate of its authority, PEM. */
  readonly ca: string;
  /** The drill's own credentials, which also lie in `kubeconfig`. */
  readonly kubeConfig: KubeConfig;
  readonly kubeconfig: string;
  readonly auditLog: string;
  /** Whether a controller manager runs. */
  readonly hasControllers: boolean;
  /** A client certificate for anybody: its common name is the user, its organizations are the groups. */
  identity(subject: Subject): Promise<KeyedCertificate>;
  /** Starts the API server again, on the same port and objects, with another audit policy. */
  restart(auditPolicy: string): Promise<void>;
  /** Kills the servers and removes keys and data; logs stay. Safe to call twice. */
  stop(): Promise<void>;
}

/** On a quiet machine: a tenth of a second, three seconds, one second. */
const ETCD_WITHIN_MS = 30_000;
const API_WITHIN_MS = 120_000;
const CONTROLLERS_WITHIN_MS = 60_000;

/**
 * Starts etcd, kube-apiserver and, where it is there, kube-controller-manager. However it fails, no process is left.
 *
 * @throws DrillError (exit code 3) explained from the servers' own output; the signal's reason when aborted.
 */
export async function startEnvtest(options: EnvtestOptions): Promise<Envtest> {
  const servers = await Servers.prepare(options);
  try {
    await servers.start();
    return servers;
  } catch (error) {
    await undoStart(() => servers.stop(), `servers of ${options.name}`, error);
    throw error;
  }
}

class Servers implements Envtest {
  readonly url: string;
  readonly ca: string;
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly hasControllers: boolean;
  readonly kubeConfig: KubeConfig;
  readonly #running: ServerProcess[] = [];
  readonly #stopped = new AbortController();
  #apiServer: ServerProcess | undefined;

  private constructor(
    readonly options: EnvtestOptions,
    readonly dir: string,
    readonly pki: Pki,
    readonly ports: {etcd: number; apiServer: number},
    admin: KeyedCertificate,
  ) {
    this.url = `https://127.0.0.1:${ports.apiServer}`;
    this.ca = pki.authority.certificate;
    this.kubeConfig = this.#configOf(admin);
    this.kubeconfig = this.#write('kubeconfig', this.kubeConfig);
    this.auditLog = join(dir, 'audit.log');
    this.hasControllers = options.assets.controllerManager !== undefined;
  }

  static async prepare(options: EnvtestOptions): Promise<Servers> {
    const {clock, onPhase = () => {}} = options;
    const dir = resolve(options.dir);
    onPhase('certificates', 'started');
    const pki = await makePki(join(dir, 'pki'), clock.wall());
    const ports = options.ports ?? {etcd: await freePort(), apiServer: await freePort()};
    const servers = new Servers(options, dir, pki, ports, await pki.authority.issue(ADMIN));
    onPhase('certificates', 'done');
    return servers;
  }

  async start(): Promise<void> {
    await this.#phase('etcd', () => this.#startEtcd());
    await this.#phase('API server', () => this.#startApiServer(this.options.auditPolicy));
    const {controllerManager} = this.options.assets;
    if (controllerManager !== undefined)
      await this.#phase('controllers', () => this.#startControllers(controllerManager));
    else await this.#standIn();
  }

  identity(subject: Subject): Promise<KeyedCertificate> {
    return this.pki.authority.issue(subject);
  }

  async restart(auditPolicy: string): Promise<void> {
    await this.#apiServer?.kill();
    await this.#startApiServer(auditPolicy);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    // Stop in reverse order, so no server logs errors about a dependency that is already gone.
    for (const server of this.#running.splice(0).reverse()) await server.kill();
    removePrivate(this.dir);
  }

  async #phase(phase: string, bringUp: () => Promise<void>): Promise<void> {
    const {onPhase = () => {}, signal} = this.options;
    signal.throwIfAborted();
    onPhase(phase, 'started');
    try {
      await bringUp();
      onPhase(phase, 'done');
    } catch (error) {
      if (!signal.aborted) onPhase(phase, 'failed');
      throw error;
    }
  }

  async #startEtcd(): Promise<void> {
    const {etcd: port} = this.ports;
    const etcd = this.#spawn(this.options.assets.etcd, etcdFlags(port, join(this.dir, 'etcd'), this.pki));
    await untilReady(etcd, ETCD_WITHIN_MS, () => accepts(port), this.options);
  }

  async #startApiServer(auditPolicy: string): Promise<void> {
    const {hasControllers, auditLog, ports} = this;
    const {assets, webhook} = this.options;
    const settings = {port: ports.apiServer, etcdPort: ports.etcd, auditPolicy, auditLog, hasControllers, webhook};
    const server = this.#spawn(assets.apiServer, apiServerFlags(settings, this.pki));
    this.#apiServer = server;
    const client = new ApiClient(this.#configOf(await this.identity(SUPER_ADMIN)), 'kubedrill');
    try {
      await untilReady(server, API_WITHIN_MS, () => answers(client, '/readyz'), this.options);
      const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
      await client.send({method: 'POST', path, body: ADMIN_BINDING}, {auditId: randomUUID()});
    } finally {
      await client.close();
    }
  }

  async #startControllers(path: string): Promise<void> {
    const kubeconfig = this.#write('controller-manager', this.#configOf(await this.identity(CONTROLLER_MANAGER)));
    const port = await freePort();
    const server = this.#spawn(path, controllerManagerFlags(kubeconfig, port, this.pki));
    const client = new ApiClient(this.kubeConfig, 'kubedrill');
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    try {
      // Their first work that can be seen; without it no pod could be made.
      await untilReady(server, CONTROLLERS_WITHIN_MS, () => answers(client, account), this.options);
    } finally {
      await client.close();
    }
  }

  async #standIn(): Promise<void> {
    const clientOf = async (who: Subject) => new ApiClient(this.#configOf(await this.identity(who)), 'kubedrill');
    const clients = {accounts: await clientOf(STAND_INS.accounts), namespaces: await clientOf(STAND_INS.namespaces)};
    const {clock} = this.options;
    void keepNamespaces(clients, {clock, signal: this.#stopped.signal}).finally(() =>
      Promise.all(Object.values(clients).map(client => client.close())),
    );
  }

  #spawn(path: string, args: string[]): ServerProcess {
    const {onProcess = () => {}} = this.options;
    const program = path.slice(path.lastIndexOf('/') + 1);
    const server = new ServerProcess({path, args, log: join(this.dir, `${program}.log`), onProcess});
    this.#running.push(server);
    return server;
  }

  #configOf(user: KeyedCertificate): KubeConfig {
    return kubeConfigOf({name: this.options.name, url: this.url, ca: this.ca}, user);
  }

  #write(name: string, config: KubeConfig): string {
    const path = join(this.dir, name);
    writeAtomic(path, config.exportConfig(), 0o600);
    return path;
  }
}
