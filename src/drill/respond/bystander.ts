import type {ApiRequest} from '../../kube/request.js';
import type {Requester} from '../act/requester.js';
import {held, notHeld, type Standing} from './check.js';
import {podsRequest} from './checks/objects.js';
import {harmlessPod} from './harmless-pod.js';
import type {Looker} from './looker.js';

/** The workload that stands for everybody else's: containment that takes it down has done harm. */
const NAME = 'bystander-shop';
const REPLICAS = 2;

/** A workload that has nothing to do with the attack. */
export interface Bystander {
  name: string;
  /** Whether it works. */
  look(signal: AbortSignal): Promise<Standing>;
}

/**
 * Plants a harmless Deployment beside the attack, which is cleaned up with the scenario's namespace.
 *
 * @returns undefined where the cluster did not take it: then no harm is measured
 */
export async function plantBystander(
  requester: Requester,
  looker: Looker,
  image: string,
  signal: AbortSignal,
): Promise<Bystander | undefined> {
  const {namespace, labels} = requester.execution;
  const app = {app: NAME};
  const request: ApiRequest = {
    method: 'POST',
    path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
    body: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: NAME, namespace, labels: {...labels, ...app}},
      spec: {
        replicas: REPLICAS,
        selector: {matchLabels: app},
        template: {metadata: {labels: app}, spec: harmlessPod(image)},
      },
    },
  };
  const sent = await requester.send(request, {purpose: 'set-up', step: 'bystander', as: 'drill', signal});
  if (sent.outcome !== 'executed') return undefined;
  return {
    name: `${NAME} in ${namespace}`,
    look: at => looker.look(podsRequest(namespace, `app=${NAME}`), ({code, body}) => standingOf(code, body), at),
  };
}

/** A pod, as far as it is looked at here. */
interface Pod {
  metadata?: {deletionTimestamp?: string};
  status?: {conditions?: {type?: string; status?: string}[]};
}

const isReady = ({metadata, status}: Pod): boolean =>
  metadata?.deletionTimestamp === undefined &&
  (status?.conditions?.some(({type, status: is}) => type === 'Ready' && is === 'True') ?? false);

function standingOf(code: number, body: unknown): Standing | undefined {
  // A namespace that is gone has no pods, and takes its bystanders along.
  if (code !== 200) return code === 404 ? notHeld(`no pod of ${NAME} is ready`) : undefined;
  const ready = ((body as {items?: Pod[]} | null)?.items ?? []).filter(isReady).length;
  return ready ? held(`${ready} of ${REPLICAS} pods of ${NAME} are ready`) : notHeld(`no pod of ${NAME} is ready`);
}

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
