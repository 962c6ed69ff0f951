import type {ApiAnswer} from '../../cluster/api/answer.js';
import type {Cluster} from '../../cluster/cluster.js';
import type {ApiRequest} from '../../kube/request.js';
import type {BystanderFile} from '../../scenario/exercise/bystanders.js';
import type {Requester} from '../act/requester.js';
import {listOf} from './changes.js';
import {held, notHeld, type Standing} from './check.js';
import {podsRequest} from './checks/objects.js';
import {harmlessPod} from './harmless-pod.js';
import type {Looker} from './looker.js';

/** What stands for everybody else's workloads where no drill names any: containment that takes it down has done harm. */
const DEFAULT: BystanderFile = {id: 'bystander-shop', kind: 'deployment'};
const REPLICAS = 2;

/** A workload that has nothing to do with the attack. */
export interface Bystander {
  name: string;
  /** Lists of the API server whose changes may change how it fares. */
  watches?: readonly string[];
  /** Whether it works. */
  look(signal: AbortSignal): Promise<Standing>;
}

/** Where bystanders are planted, and with what. */
export interface Ground {
  requester: Requester;
  looker: Looker;
  image: string;
  cluster: Pick<Cluster, 'capabilities'>;
  /** Those that the drill names; none: the one of every attack. */
  named: readonly BystanderFile[];
}

/**
 * Plants harmless workloads beside the attack, which are cleaned up with the scenario's namespace. One that the cluster
 * does not take, or that could never work on it, is left out: then no harm to it is measured.
 */
export async function plantBystanders(ground: Ground, signal: AbortSignal): Promise<Bystander[]> {
  const {capabilities} = ground.cluster;
  const runsPods = (['controllers', 'node'] as const).every(needed => capabilities.has(needed));
  const wanted = ground.named.length ? ground.named : [DEFAULT];
  const planted: Bystander[] = [];
  for (const bystander of wanted) {
    // Without nodes a Deployment would never work, and never be harmed.
    if (bystander.kind === 'deployment' && !runsPods) continue;
    const one = await plant(bystander, ground, signal);
    if (one) planted.push(one);
  }
  return planted;
}

async function plant(
  bystander: BystanderFile,
  {requester, looker, image}: Ground,
  signal: AbortSignal,
): Promise<Bystander | undefined> {
  const {namespace, labels} = requester.execution;
  const {id, kind, replicas = REPLICAS} = bystander;
  const app = {app: id};
  const metadata = {name: id, namespace, labels: {...labels, ...app}};
  const template = {metadata: {labels: app}, spec: harmlessPod(image)};
  const at = `/namespaces/${namespace}`;
  const request: ApiRequest =
    kind === 'deployment'
      ? {
          ...{method: 'POST', path: `/apis/apps/v1${at}/deployments`},
          body: {
            ...{apiVersion: 'apps/v1', kind: 'Deployment', metadata},
            spec: {replicas, selector: {matchLabels: app}, template},
          },
        }
      : {
          ...{method: 'POST', path: `/apis/batch/v1${at}/cronjobs`},
          body: {
            ...{apiVersion: 'batch/v1', kind: 'CronJob', metadata},
            spec: {schedule: NIGHTLY, jobTemplate: {spec: {template: jobTemplate(template)}}},
          },
        };
  const sent = await requester.send(request, {purpose: 'set-up', step: 'bystander', as: 'drill', signal});
  if (sent.outcome !== 'executed') return undefined;
  return {
    name: `${id} in ${namespace}`,
    watches: [kind === 'deployment' ? podsRequest(namespace, `app=${id}`).path : listOf(`${request.path}/${id}`)],
    look: at =>
      kind === 'deployment'
        ? looker.look(podsRequest(namespace, `app=${id}`), pods(id, replicas), at)
        : looker.look({method: 'GET', path: `${request.path}/${id}`}, schedule(id), at),
  };
}

/** It has to be there, not to run: what it does is not part of any drill. */
const NIGHTLY = '0 3 1 1 *';

const jobTemplate = <T extends {spec: object}>(template: T) => ({
  ...template,
  spec: {...template.spec, restartPolicy: 'Never'},
});

/** A pod, as far as it is looked at here. */
interface Pod {
  metadata?: {deletionTimestamp?: string};
  status?: {conditions?: {type?: string; status?: string}[]};
}

const isReady = ({metadata, status}: Pod): boolean =>
  metadata?.deletionTimestamp === undefined &&
  (status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false);

const pods =
  (id: string, replicas: number) =>
  ({code, body}: ApiAnswer): Standing | undefined => {
    // A namespace that is gone has no pods, and takes its bystanders along.
    if (code !== 200) return code === 404 ? notHeld(`no pod of ${id} is ready`) : undefined;
    const ready = ((body as {items?: Pod[]} | null)?.items ?? []).filter(isReady).length;
    return ready ? held(`${ready} of ${replicas} pods of ${id} are ready`) : notHeld(`no pod of ${id} is ready`);
  };

const schedule =
  (id: string) =>
  ({code, body}: ApiAnswer): Standing | undefined => {
    if (code === 404) return notHeld(`${id} is gone`);
    if (code !== 200) return undefined;
    const {metadata, spec} = (body ?? {}) as {metadata?: {deletionTimestamp?: string}; spec?: {suspend?: boolean}};
    if (metadata?.deletionTimestamp !== undefined) return notHeld(`${id} is being deleted`);
    return spec?.suspend === true ? notHeld(`${id} is suspended`) : held(`${id} runs when it is due`);
  };

/** How one workload fares while people respond. What did not work before they began is not their doing. */
export class HarmWatch {
  #state: 'fine' | 'harmed' | 'unknown' | undefined;
  /** Whether it has worked, ever: that the server could not be asked in between does not change it. */
  #worked = false;

  constructor(
    readonly bystander: Bystander,
    readonly tell: (state: 'fine' | 'harmed' | 'unknown', detail: string) => void,
  ) {}

  async look(signal: AbortSignal): Promise<void> {
    const {state, detail} = await this.bystander.look(signal);
    this.#worked ||= state === 'held';
    const now = state === 'held' ? 'fine' : state === 'not held' && this.#worked ? 'harmed' : 'unknown';
    if (now === this.#state) return;
    this.#state = now;
    this.tell(now, now === 'unknown' && state === 'not held' ? `${detail}: it was not ready before, either` : detail);
  }
}
