import {DrillError, EXIT} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {AtSource} from '../observation.js';
import {type Marker, monotonic} from './marker.js';
import {ask, create, inNamespace, type ProbeContext} from './probe.js';

/** Name of the one container of each pod that writes. */
export const CONTAINER = 'writer';

/** What a cluster needs for pods that write; undefined when it has it. */
export function podsAbsent({cluster}: ProbeContext): {reason: string; next: string[]} | undefined {
  if (cluster.simulated) return {reason: 'a simulated cluster runs no containers', next: [USE_KIND]};
  return cluster.capabilities.has('node') ? undefined : {reason: 'this cluster has no node', next: [USE_KIND]};
}

/** Next step when the cluster cannot run pods. */
export const USE_KIND = 'use --cluster kind, --reuse, or --cluster existing';

/** A container's lines may be this many bytes long before the runtime splits them (CRI). */
export const RUNTIME_SPLITS_AT = 16 * 1024;

const RUNNING_WITHIN_MS = 60_000;
const SHOWN_WITHIN_MS = 60_000;
const POLL_MS = 200;

/**
 * Makes a pod that runs a shell script under the strictest Pod Security standard, and waits until it runs or is done.
 *
 * @throws DrillError (exit code 4) when it does not come to that.
 */
export async function runScript(context: ProbeContext, name: string, script: string): Promise<void> {
  await create(context, inNamespace(context, 'pods'), {
    metadata: {name},
    spec: {
      // A runtime that fails to start it once is tried again.
      restartPolicy: 'OnFailure',
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: {runAsNonRoot: true, runAsUser: 65534, seccompProfile: {type: 'RuntimeDefault'}},
      containers: [
        {
          name: CONTAINER,
          image: context.image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', '-c', script],
          resources: {requests: {cpu: '10m', memory: '16Mi'}, limits: {memory: '64Mi'}},
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: ['ALL']}},
        },
      ],
    },
  });
  const look = async () => {
    const {body} = await ask(context, 'GET', inNamespace(context, `pods/${name}`));
    return (body as {status?: PodStatus}).status ?? {};
  };
  const status = await until(look, {
    ...{clock: context.clock, signal: context.signal, within: RUNNING_WITHIN_MS, pauses: POLL_MS},
    enough: now => runs(now) || hindrance(now).final,
  });
  if (!runs(status)) throw notRunning(name, hindrance(status).why ?? status.phase, context.image);
}

interface PodStatus {
  phase?: string;
  conditions?: {type: string; status: string; message?: string}[];
  containerStatuses?: {
    state?: {waiting?: {reason?: string; message?: string}; terminated?: {exitCode?: number; message?: string}};
  }[];
}

const runs = ({phase = ''}: PodStatus): boolean => ['Running', 'Succeeded'].includes(phase);

/** Why a pod does not run, as far as anybody says; and whether that will not change. */
function hindrance({phase, conditions = [], containerStatuses = []}: PodStatus): {final: boolean; why?: string} {
  const {waiting, terminated} = containerStatuses[0]?.state ?? {};
  const unscheduled = conditions.find(c => c.type === 'PodScheduled' && c.status === 'False')?.message;
  const said = waiting?.reason && `${waiting.reason} ${waiting.message ?? ''}`;
  const ended = terminated && `it ended with ${terminated.exitCode ?? 'an error'} ${terminated.message ?? ''}`;
  const why = unscheduled ?? ended ?? said;
  const final =
    unscheduled !== undefined || phase === 'Failed' || /ImagePull|InvalidImage|ConfigError/.test(said ?? '');
  return {final, ...(why && {why})};
}

const notRunning = (name: string, why: string | undefined, image: string): DrillError =>
  new DrillError(`the pod ${name} does not run: ${(why ?? 'no reason given').trim()}`, EXIT.inconclusive, [
    `can the nodes have ${image}? --workload-image names another with a shell`,
  ]);

/**
 * Which markers the kubelet shows of a pod; asked until they are all there. When each was written, as the runtime has
 * stamped it, goes into `written`.
 */
export async function shownByKubelet(
  context: ProbeContext,
  name: string,
  {marker, count}: {marker: Marker; count: number},
  written: Map<number, number>,
): Promise<AtSource> {
  const {clock, signal} = context;
  const where = `the log of pod ${name}`;
  const path = `${inNamespace(context, `pods/${name}/log`)}?timestamps=true&container=${CONTAINER}`;
  const look = async () => {
    const {code, body, message} = await ask(context, 'GET', path);
    return code === 200 ? stampsIn(String(body), marker) : `it cannot be read: HTTP ${code} ${message ?? ''}`.trim();
  };
  const stamps = await until(look, {
    ...{clock, signal, within: SHOWN_WITHIN_MS, pauses: POLL_MS},
    enough: found => typeof found === 'string' || found.size >= count,
  });
  if (typeof stamps === 'string') return {where, unknown: stamps};
  for (const [number, at] of stamps) written.set(number, monotonic(clock, at));
  return {where, seen: stamps.size};
}

/** Number of a marker → when its line was stamped, in milliseconds since 1970. */
export function stampsIn(log: string, marker: Marker): Map<number, number> {
  const stamps = new Map<number, number>();
  for (const line of log.split('\n')) {
    const at = Date.parse(line.slice(0, line.indexOf(' ')));
    for (const number of marker.numbersIn(line)) if (!stamps.has(number)) stamps.set(number, at);
  }
  return stamps;
}
