import {isReady} from '../../node/pod-state.js';
import type {KubeObject} from '../../objects.js';
import {templateHash} from './template-hash.js';
import {type Kept, withoutNothing} from './waking.js';

/** What the specification of a workload has that makes pods. */
export type Spec = Record<string, unknown> & {template: {metadata?: {labels?: Record<string, string>}; spec: object}};

type Labels = Record<string, string>;

/** A kind of workload whose controller makes pods. */
export interface PodMaker extends Kept {
  /** The service account that makes them. */
  account: string;
  /** How the Events of its controller call it. */
  component: string;
  /** How many pods it wants. */
  size(spec: Spec, nodes: number): number;
  /** What a pod has that its template has not: by its number, where pods have numbers instead of suffixes. */
  labels?(owner: KubeObject, index: number): Labels;
  numbered?: true;
  /** Whether its status says that pods could not be made. */
  tellsFailure?: true;
  /** What its status says of its pods. */
  status(owner: KubeObject, pods: readonly KubeObject[], size: number): Record<string, unknown>;
}

const readyIn = (pods: readonly KubeObject[]): number => pods.filter(isReady).length;
const hashOf = (owner: KubeObject): string => templateHash((owner.spec as Spec).template);
const observed = ({metadata}: KubeObject) => ({observedGeneration: metadata.generation});

const replicaSets: PodMaker = {
  ...{group: 'apps', resource: 'replicasets', kind: 'ReplicaSet', tellsFailure: true},
  ...{account: 'replicaset-controller', component: 'replicaset-controller'},
  size: spec => Number(spec.replicas),
  status: (owner, pods) => {
    const ready = readyIn(pods);
    const counts = {fullyLabeledReplicas: pods.length, readyReplicas: ready, availableReplicas: ready};
    return {replicas: pods.length, ...withoutNothing({...counts, ...observed(owner)})};
  },
};

const daemonSets: PodMaker = {
  ...{group: 'apps', resource: 'daemonsets', kind: 'DaemonSet'},
  ...{account: 'daemon-set-controller', component: 'daemonset-controller'},
  size: (_, nodes) => nodes,
  labels: owner => ({
    'controller-revision-hash': hashOf(owner),
    'pod-template-generation': owner.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1',
  }),
  status: (owner, pods, size) => {
    const ready = readyIn(pods);
    return {
      ...{currentNumberScheduled: pods.length, desiredNumberScheduled: size, numberMisscheduled: 0, numberReady: ready},
      ...withoutNothing({numberAvailable: ready, numberUnavailable: size - ready}),
      ...withoutNothing({updatedNumberScheduled: pods.length, ...observed(owner)}),
    };
  },
};

const statefulSets: PodMaker = {
  ...{group: 'apps', resource: 'statefulsets', kind: 'StatefulSet', numbered: true},
  ...{account: 'statefulset-controller', component: 'statefulset-controller'},
  size: spec => Number(spec.replicas),
  labels: (owner, index) => ({
    'apps.kubernetes.io/pod-index': String(index),
    'controller-revision-hash': `${owner.metadata.name}-${hashOf(owner)}`,
    'statefulset.kubernetes.io/pod-name': `${owner.metadata.name}-${index}`,
  }),
  status: (owner, pods) => {
    const ready = readyIn(pods);
    const revision = `${owner.metadata.name}-${hashOf(owner)}`;
    return {
      ...{availableReplicas: ready, collisionCount: 0, replicas: pods.length},
      ...{currentRevision: revision, updateRevision: revision},
      ...withoutNothing({currentReplicas: pods.length, updatedReplicas: pods.length, readyReplicas: ready}),
      ...observed(owner),
    };
  },
};

const jobs: PodMaker = {
  ...{group: 'batch', resource: 'jobs', kind: 'Job'},
  ...{account: 'job-controller', component: 'job-controller'},
  size: ({suspend, parallelism}) => (suspend ? 0 : Number(parallelism)),
  status: (owner, pods) => ({
    ...withoutNothing({active: pods.length}),
    ...{ready: readyIn(pods), terminating: 0, uncountedTerminatedPods: {}},
    ...((owner.spec as Spec).suspend !== true && {startTime: startOf(owner)}),
  }),
};

const startOf = ({status, metadata}: KubeObject): unknown =>
  (status as {startTime?: string} | undefined)?.startTime ?? metadata.creationTimestamp;

/** One for each; what a Deployment makes are ReplicaSets, and a CronJob's date is never waited for here. */
export const MAKERS: readonly PodMaker[] = [replicaSets, daemonSets, statefulSets, jobs];
