import {isMap, type KubeObject, seconds} from '../../objects.js';
import {withoutNothing} from './waking.js';

/** One thing that is so or not, and since when. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

interface Spec {
  replicas: number;
  paused?: boolean;
  strategy?: {rollingUpdate?: {maxUnavailable?: number | string; maxSurge?: number | string}};
}

export const conditionsOf = ({status}: KubeObject): Condition[] =>
  isMap(status) && Array.isArray(status.conditions) ? (status.conditions as Condition[]) : [];

/** How many pods a share of them is: a number, or percents that are rounded. */
function share(of: number | string | undefined, replicas: number, round: (value: number) => number): number {
  return typeof of === 'string' ? round((Number.parseFloat(of) / 100) * replicas) : (of ?? 0);
}

/** How many pods more than it wants a Deployment may have while it changes. */
export const surgeOf = (deployment: KubeObject): number => {
  const {replicas, strategy} = deployment.spec as Spec;
  return share(strategy?.rollingUpdate?.maxSurge, replicas, Math.ceil);
};

/** How many of its pods may be missing. */
function spareOf({replicas, strategy}: Spec): number {
  const {maxUnavailable, maxSurge} = strategy?.rollingUpdate ?? {};
  const spare = share(maxUnavailable, replicas, Math.floor);
  return spare || share(maxSurge, replicas, Math.ceil) ? spare : 1;
}

/**
 * The status of a Deployment, as its controller counts it.
 *
 * @param current the ReplicaSet of its template; undefined where there is none yet
 */
export function deploymentStatus(
  deployment: KubeObject,
  sets: readonly KubeObject[],
  current: KubeObject | undefined,
  at: Date,
): Record<string, unknown> {
  const spec = deployment.spec as Spec;
  const count = (set: KubeObject | undefined, field: string) => Number((isMap(set?.status) && set.status[field]) || 0);
  const sum = (field: string) => sets.reduce((total, set) => total + count(set, field), 0);
  const wanted = sets.reduce((total, set) => total + (set.spec as Spec).replicas, 0);
  const counts = {
    replicas: sum('replicas'),
    updatedReplicas: count(current, 'replicas'),
    readyReplicas: sum('readyReplicas'),
    availableReplicas: sum('availableReplicas'),
    unavailableReplicas: Math.max(0, wanted - sum('availableReplicas')),
  };
  const failure = current && conditionsOf(current).find(({type}) => type === 'ReplicaFailure');
  const {type, status, reason, message} = failure ?? {};
  const failing = failure && {type, status, reason, message};
  const progress = progressing(spec, counts, current);
  // What changed last stands last.
  const isBegun = progress[0]?.reason === CREATED;
  const both = isBegun ? [...progress, available(spec, counts)] : [available(spec, counts), ...progress];
  const conditions = [...both, ...(failing ? [failing] : [])];
  const stamped = conditions.map(condition => since(condition as Condition, conditionsOf(deployment), seconds(at)));
  return withoutNothing({observedGeneration: deployment.metadata.generation, ...counts, conditions: stamped});
}

type Counts = Record<'replicas' | 'updatedReplicas' | 'availableReplicas', number>;

function available(spec: Spec, {availableReplicas}: Counts): Condition {
  const isSo = availableReplicas >= spec.replicas - spareOf(spec);
  return {
    type: 'Available',
    status: isSo ? 'True' : 'False',
    reason: isSo ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isSo ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
  };
}

const CREATED = 'NewReplicaSetCreated';

function progressing({replicas, paused}: Spec, counts: Counts, current: KubeObject | undefined): Condition[] {
  const type = 'Progressing';
  if (paused) return [{type, status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused'}];
  if (!current) return [];
  const {name} = current.metadata;
  if (replicas > 0 && counts.updatedReplicas === 0)
    return [{type, status: 'True', reason: CREATED, message: `Created new replica set "${name}"`}];
  const isDone = [counts.replicas, counts.updatedReplicas, counts.availableReplicas].every(n => n === replicas);
  const [reason, did] = isDone
    ? ['NewReplicaSetAvailable', 'has successfully progressed']
    : ['ReplicaSetUpdated', 'is progressing'];
  return [{type, status: 'True', reason, message: `ReplicaSet "${name}" ${did}.`}];
}

/** A condition with its times: it is as old as it has said the same. */
function since(condition: Condition, before: readonly Condition[], at: string): Condition {
  const was = before.find(({type}) => type === condition.type);
  const isSame = was?.status === condition.status;
  const says = isSame && was.reason === condition.reason && was.message === condition.message;
  return {
    ...condition,
    lastUpdateTime: (says ? was.lastUpdateTime : undefined) ?? at,
    lastTransitionTime: (isSame ? was.lastTransitionTime : undefined) ?? at,
  };
}
