import {randomUUID} from 'node:crypto';
import type {ApiRequest} from '../../../kube/request.js';
import {messageOf} from '../../../lib/errors.js';
import type {Requester} from '../../act/requester.js';
import type {Looker} from '../looker.js';

/** A pod, as far as a probe needs to know it. */
export interface ProbedPod {
  metadata?: {name?: string; namespace?: string; uid?: string; labels?: Record<string, string>};
  spec?: {hostNetwork?: boolean; nodeName?: string; containers?: {name: string}[]};
  status?: {phase?: string};
}

/** What became of an attempt to connect; `reached` is undefined where there was none. */
export interface Tried {
  reached: boolean | undefined;
  /** For a sentence: `web reaches kube-dns (10.96.0.10:53)`. */
  detail: string;
}

/** Where a connection is tried to: something of the cluster that listens. */
interface Target {
  name: string;
  host: string;
  port: number;
}

const SECONDS = 3;
/** Until a connection that opened is tried again: networks need seconds to follow a policy. */
const AGAIN_MS = 10_000;

/**
 * What has to be in a container to try from within it, best first; each ends with 0 when the connection opens. The first is in
 * busybox, the last in Kubernetes' own test image.
 */
const CONNECTS: readonly ((host: string, port: number) => string[])[] = [
  (host, port) => ['nc', '-w', `${SECONDS}`, host, `${port}`],
  (host, port) => ['timeout', `${SECONDS}`, 'bash', '-c', `exec 3<>/dev/tcp/${host}/${port}`],
  (host, port) => ['/agnhost', 'connect', `${host}:${port}`, `--timeout=${SECONDS}s`],
];

/**
 * Connects from the network of a pod, by the processes that are in it: on a node whose shell the drill has, every pod can
 * be tried, also one without any program, and no line is written to the audit log. 3: no process of the pod is there.
 */
const FROM_NODE = `pid=$(grep -lE "pod($1|$2)" /proc/[0-9]*/cgroup 2>/dev/null | head -n 1 | cut -d / -f 3)
[ -n "$pid" ] || exit 3
exec timeout ${SECONDS} nsenter --net=/proc/$pid/ns/net bash -c "exec 3<>/dev/tcp/$3/$4"`;
/** What a shell says of a command that is not there, or may not be run. */
const NO_COMMAND = [126, 127];
const NO_PROCESS = 3;
/** A program that is there and cannot do it, in its own words: that is no answer of the network. */
const UNABLE = /usage|BusyBox v|(invalid|unrecognized|unknown) option|No such file or directory|not found/i;

/** Tries, from the place of an attacker in a pod, whether the network still lets anything out. */
export class NetworkProbe {
  /** What was found out of a pod that need not be tried again: for how long, on the monotonic clock. */
  readonly #known = new Map<string, {tried: Tried; until: number}>();

  constructor(
    readonly looker: Looker,
    readonly requester: Pick<Requester, 'nodes' | 'clock'>,
  ) {}

  /** Tries once. It is never an error: where nothing could be tried, `reached` is undefined. */
  async tryFrom(pod: ProbedPod, signal: AbortSignal): Promise<Tried> {
    const {nodes, clock} = this.requester;
    const {name = '', uid = ''} = pod.metadata ?? {};
    if (pod.status?.phase !== 'Running') return {reached: undefined, detail: `${name} does not run yet`};
    const known = this.#known.get(uid);
    if (known && clock.now() < known.until) return known.tried;
    const target = await this.#target(signal);
    if (!target) return {reached: undefined, detail: 'nothing in the cluster is known to listen'};
    const tried = await (nodes ? this.#fromNode(pod, target, signal) : this.#fromContainer(pod, target, signal));
    // What gets through is tried again, but not at each look: it may leave lines in the audit log.
    if (tried.reached !== false) this.#known.set(uid, {tried, until: clock.now() + AGAIN_MS});
    return tried;
  }

  /** The cluster's DNS, where a pod of it is ready; else the API server, which just answered. */
  async #target(signal: AbortSignal): Promise<Target | undefined> {
    const slices = '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices';
    const path = `${slices}?labelSelector=${encodeURIComponent('kubernetes.io/service-name=kube-dns')}`;
    const answer = await this.looker.ask({method: 'GET', path}, signal);
    const dns =
      'code' in answer && isReady(answer.body) ? await this.#service('kube-system', 'kube-dns', signal) : undefined;
    return dns ?? this.#service('default', 'kubernetes', signal);
  }

  async #service(namespace: string, name: string, signal: AbortSignal): Promise<Target | undefined> {
    const path = `/api/v1/namespaces/${namespace}/services/${name}`;
    const answer = await this.looker.ask({method: 'GET', path}, signal);
    if ('state' in answer || answer.code !== 200) return undefined;
    const {clusterIP, ports = []} = (answer.body as {spec?: ServiceSpec} | null)?.spec ?? {};
    const port = ports.find(({protocol = 'TCP'}) => protocol === 'TCP')?.port;
    return clusterIP && clusterIP !== 'None' && port !== undefined ? {name, host: clusterIP, port} : undefined;
  }

  async #fromNode({metadata, spec}: ProbedPod, target: Target, signal: AbortSignal): Promise<Tried> {
    const {name = '', uid = ''} = metadata ?? {};
    const node = spec?.nodeName ?? '';
    const both = [uid, uid.replaceAll('-', '_')];
    const words = ['sh', '-c', FROM_NODE, 'probe', ...both, target.host, String(target.port)];
    const result = await this.requester.nodes?.run(node, words, signal);
    signal.throwIfAborted();
    if (result?.ok) return reachedBy(name, target);
    const code = result?.exitCode;
    if (code === NO_PROCESS) return {reached: undefined, detail: `no process of ${name} was found on ${node}`};
    if (code === undefined || NO_COMMAND.includes(code) || UNABLE.test(result?.output ?? '')) {
      return {reached: undefined, detail: `${node} could not try it: ${result?.output.trim() || result?.why}`};
    }
    return keptFrom(name, target);
  }

  /** As `kubectl exec`: it leaves a line in the audit log, and may alert. */
  async #fromContainer(pod: ProbedPod, target: Target, signal: AbortSignal): Promise<Tried> {
    const name = pod.metadata?.name ?? '';
    for (const connect of CONNECTS) {
      const ended = await this.#exec(execIn(pod, connect(target.host, target.port)), signal);
      if (typeof ended === 'number') return ended === 0 ? reachedBy(name, target) : keptFrom(name, target);
      if (ended !== NOT_THERE) return {reached: undefined, detail: `no command runs in ${name}: ${ended}`};
    }
    return {reached: undefined, detail: `${name} has none of nc, bash with timeout, or agnhost to try with`};
  }

  /** The exit code of a command in a container; what is in the way where there is none. */
  async #exec(request: ApiRequest, signal: AbortSignal): Promise<number | string> {
    try {
      const timeoutMs = SECONDS * 1000 + 5000;
      const {code, message, body} = await this.looker.client.send(request, {auditId: randomUUID(), signal, timeoutMs});
      return code === 101 ? exitCodeOf(body as ExecBody) : (message ?? `the API server answered ${code}`);
    } catch (error) {
      signal.throwIfAborted();
      return messageOf(error);
    }
  }
}

/** Nothing of that name is in the container, or it is no program that can connect. */
const NOT_THERE = 'not there';

interface ExecBody {
  output?: string;
  status?: {status?: string; message?: string; details?: {causes?: {reason?: string; message?: string}[]}};
}

function exitCodeOf({output = '', status}: ExecBody): number | string {
  if (status?.status === 'Success') return 0;
  const exit = status?.details?.causes?.find(({reason}) => reason === 'ExitCode')?.message;
  // A program that is missing never ran: then the runtime says so, and there is no code.
  if (exit === undefined) return status ? NOT_THERE : 'it did not end';
  return NO_COMMAND.includes(Number(exit)) || UNABLE.test(output) ? NOT_THERE : Number(exit);
}

function execIn({metadata, spec}: ProbedPod, command: readonly string[]): ApiRequest {
  const {name = '', namespace = ''} = metadata ?? {};
  const query = new URLSearchParams({container: spec?.containers?.[0]?.name ?? '', stdout: 'true', stderr: 'true'});
  for (const word of command) query.append('command', word);
  return {method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}/exec?${query}`, upgrade: 'exec'};
}

interface ServiceSpec {
  clusterIP?: string;
  ports?: {port: number; protocol?: string}[];
}

const isReady = (body: unknown): boolean =>
  ((body as {items?: {endpoints?: {conditions?: {ready?: boolean}}[]}[]} | null)?.items ?? []).some(
    ({endpoints = []}) => endpoints.some(({conditions}) => conditions?.ready !== false),
  );

const place = ({name, host, port}: Target): string => `${name} (${host}:${port})`;
const reachedBy = (pod: string, target: Target): Tried => ({reached: true, detail: `${pod} reaches ${place(target)}`});
const keptFrom = (pod: string, target: Target): Tried => ({
  reached: false,
  detail: `${pod} does not reach ${place(target)}`,
});
