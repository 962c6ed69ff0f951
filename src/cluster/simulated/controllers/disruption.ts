import {selects} from '../admission/matching.js';
import {isActive, isReady} from '../node/pod-state.js';
import {type KubeObject, same, seconds} from '../objects.js';
import {type Controller, isOf} from './controller.js';
import {conditionsOf} from './workloads/deployment-status.js';

const DELAY_MS = 20;

interface Spec {
  selector?: object;
  minAvailable?: number | string;
  maxUnavailable?: number | string;
}

/** A number, or a share of so many, rounded up as the disruption controller does. */
const share = (of: number | string, all: number): number =>
  typeof of === 'string' ? Math.ceil((Number.parseFloat(of) / 100) * all) : of;

/** Counts how many pods of each PodDisruptionBudget may go. */
export const disruption: Controller = ({store, clock, later}) => {
  const count = (namespace: string) => {
    const collection = {group: 'policy', resource: 'poddisruptionbudgets', namespace};
    const pods = store.list({group: '', resource: 'pods', namespace}).filter(isActive);
    for (const budget of store.list(collection)) {
      const own = pods.filter(pod => selects((budget.spec as Spec).selector ?? {}, pod));
      const status = statusOf(budget, own, clock.wall());
      if (!same(status, budget.status)) store.put(collection, {...budget, status});
    }
  };
  return change => {
    const {namespace} = change.object.metadata;
    const concerns = isOf(change, 'pods') || isOf(change, 'poddisruptionbudgets', 'policy');
    if (concerns && change.type !== 'DELETED' && namespace !== undefined) later(DELAY_MS, () => count(namespace));
    else if (isOf(change, 'pods') && namespace !== undefined) later(DELAY_MS, () => count(namespace));
  };
};

function statusOf(budget: KubeObject, pods: readonly KubeObject[], at: Date): object {
  const {minAvailable, maxUnavailable} = budget.spec as Spec;
  const [all, healthy] = [pods.length, pods.filter(isReady).length];
  const wanted = maxUnavailable === undefined ? share(minAvailable ?? 0, all) : all - share(maxUnavailable, all);
  const [desired, allowed] = [Math.max(0, wanted), Math.max(0, healthy - Math.max(0, wanted))];
  const isAllowed = allowed > 0;
  const before = conditionsOf(budget).find(({type}) => type === 'DisruptionAllowed');
  const condition = {
    ...{type: 'DisruptionAllowed', status: isAllowed ? 'True' : 'False', message: ''},
    ...{reason: isAllowed ? 'SufficientPods' : 'InsufficientPods', observedGeneration: budget.metadata.generation},
    lastTransitionTime: before?.status === (isAllowed ? 'True' : 'False') ? before.lastTransitionTime : seconds(at),
  };
  return {
    ...{disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: desired, expectedPods: all},
    ...{observedGeneration: budget.metadata.generation, conditions: [condition]},
  };
}
