import {randomUUID} from 'node:crypto';
import type {ApiAnswer} from '../../cluster/api/answer.js';
import type {ApiClient} from '../../cluster/api/client.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {ApiRequest} from '../../kube/request.js';
import {atOnce} from '../../lib/at-once.js';
import type {Clock} from '../../lib/clock.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {Journal} from '../../run/journal/journal.js';
import {RUN_LABEL} from '../../run/labels.js';
import type {LogPlace} from '../../sources/logs/place.js';
import type {LogKind} from '../../sources/stack/log-places.js';
import type {Observation} from '../observation.js';
import type {LogName} from '../words.js';

/** What every probe works with. */
export interface ProbeContext {
  cluster: Cluster;
  /** Speaks as the drill itself. */
  client: ApiClient;
  clock: Clock;
  journal: Journal;
  run: string;
  /** Unique to this run; also the name of the namespace in which everything is made. */
  token: string;
  /** Markers for each log source. */
  lines: number;
  /** Image of the pods that write. */
  image: string;
  /** How long a store is asked for what has not come. */
  patienceMs: number;
  /** Whether a stack file was named. */
  hasStack: boolean;
  /** Where a kind of log is kept; undefined: the stack file does not say, or there is none. */
  place(kind: LogKind): LogPlace | undefined;
  /** Writes one after the other: what one probe makes must not delay what another measures. */
  turn<T>(write: () => Promise<T>): Promise<T>;
  signal: AbortSignal;
}

/** Writes markers at one log source and follows them. */
export interface Probe {
  log: LogName;
  /** Why it cannot be tried here, and what to do about it; undefined when it can. */
  absent(context: ProbeContext): {reason: string; next: string[]} | undefined;
  /**
   * One observation for each store that the log source is followed to.
   *
   * @throws DrillError when the markers cannot be written.
   */
  run(context: ProbeContext): Promise<Observation[]>;
}

/** Sends one request as the drill. */
export const ask = (
  {client, signal}: Pick<ProbeContext, 'client' | 'signal'>,
  method: ApiRequest['method'],
  path: string,
  body?: unknown,
): Promise<ApiAnswer> =>
  client.send({method, path, ...(body !== undefined && {body})}, {auditId: randomUUID(), signal});

/** An object to be made. */
export interface Manifest {
  metadata: {name: string; labels?: Record<string, string>};
  [field: string]: unknown;
}

/**
 * Makes an object with the run's label. It goes with its namespace, so only what has none is in the journal. A server
 * that is busy is asked again: what is made here is to be followed, and not to test the server.
 *
 * @throws DrillError (exit code 4) when the server refuses it.
 */
export async function create(context: ProbeContext, collection: string, manifest: Manifest): Promise<ApiAnswer> {
  const {run, journal} = context;
  const {metadata} = manifest;
  const labelled = {...manifest, metadata: {...metadata, labels: {...metadata.labels, [RUN_LABEL]: run}}};
  if (!collection.includes('/namespaces/')) journal.write({type: 'create', path: `${collection}/${metadata.name}`});
  const answer = await patiently(context, () => ask(context, 'POST', collection, labelled));
  // A server that gave up on answering may have made it all the same.
  if ((answer.code >= 200 && answer.code < 300) || answer.code === 409) return answer;
  throw refused(`POST ${collection}`, answer);
}

const BUSY: readonly number[] = [429, 500, 503, 504];
const PATIENT_FOR_MS = 60_000;
const PAUSE_MS = 1000;

/** Asks again while the server is busy, or has not yet given a new namespace its service account. */
export const patiently = (
  {clock, signal}: Pick<ProbeContext, 'clock' | 'signal'>,
  send: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> =>
  until(send, {
    ...{clock, signal, within: PATIENT_FOR_MS, pauses: PAUSE_MS},
    enough: ({code, message = ''}) => !BUSY.includes(code) && !/looking up service account .*not found/.test(message),
  });

/** A request of a probe's own that was refused. */
export const refused = (what: string, {code, message}: ApiAnswer): DrillError =>
  new DrillError(
    `${what}: HTTP ${code}${message ? `, ${message}` : ''}`,
    EXIT.inconclusive,
    code === 403 ? ['grant that to the user of this kubeconfig in all namespaces: the run makes a new one'] : [],
  );

/** The path of a resource in the namespace of the run. */
export const inNamespace = ({token}: ProbeContext, resource: string): string =>
  `/api/v1/namespaces/${token}/${resource}`;

/** How many requests of a burst are under way at once. */
const AT_ONCE = 16;

/** Does something for each number from 1, several at a time. */
export async function forEachNumber(count: number, task: (number: number) => Promise<void>): Promise<void> {
  await atOnce(
    Array.from({length: count}, (_, index) => index + 1),
    AT_ONCE,
    task,
  );
}

const NAME_PLACE = 'kept under logs';

/** Why a log source is skipped whose store the stack file does not name. */
export const noPlace = (context: ProbeContext, kind: LogKind): ReturnType<Probe['absent']> =>
  !context.hasStack || context.place(kind)
    ? undefined
    : {
        reason: `the stack file does not say where ${WHAT[kind]} are kept`,
        next: [`say where they are ${NAME_PLACE}: \`logs: {${kind}: {in: ID-OF-A-SOURCE, …}}\` (docs/coverage.md)`],
      };

const WHAT: Record<LogKind, string> = {
  containers: 'container logs',
  nodes: 'logs of nodes',
  'control-plane': 'logs of the control plane',
  events: 'Events',
};
