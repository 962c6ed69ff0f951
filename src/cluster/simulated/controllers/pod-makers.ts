import type {KubeObject} from '../objects.js';
import type {Collection} from '../store.js';
import {type Controller, collectionPath, isOf, sender} from './controller.js';
import {belongings, ownedBy} from './owned.js';

const DELAY_MS = 20;

type Spec = Record<string, unknown> & {template: {metadata?: object; spec: unknown}};

/** A kind of workload whose controller makes pods. */
interface PodMaker {
  group: string;
  resource: string;
  /** The service account that makes them. */
  account: string;
  /** How many pods it wants. */
  size(spec: Spec, nodes: number): number;
  /** Whether pods have numbers instead of suffixes that the server chooses. */
  numbered?: true;
}

/** One line for each; what a Deployment makes are ReplicaSets, and a CronJob's date is never waited for here. */
const MAKERS: readonly PodMaker[] = [
  {group: 'apps', resource: 'replicasets', account: 'replicaset-controller', size: spec => Number(spec.replicas)},
  {group: 'apps', resource: 'daemonsets', account: 'daemon-set-controller', size: (_, nodes) => nodes},
  {
    group: 'apps',
    resource: 'statefulsets',
    account: 'statefulset-controller',
    size: spec => Number(spec.replicas),
    numbered: true,
  },
  {
    group: 'batch',
    resource: 'jobs',
    account: 'job-controller',
    size: ({suspend, parallelism}) => (suspend ? 0 : Number(parallelism)),
  },
];

/** Makes as many pods as workloads ask for, and deletes those that are too many. */
export const podMakers: Controller = surroundings => {
  const running = MAKERS.map(maker => podMaker(maker)(surroundings));
  return change => {
    for (const hear of running) hear(change);
  };
};

const podMaker =
  (maker: PodMaker): Controller =>
  ({store, pipeline, later}) => {
    const {group, resource, account} = maker;
    const send = sender({store, pipeline}, account);
    /** Brings the pods to their number, and says how many that is. */
    const fill = (namespace: string, owner: KubeObject): number => {
      const size = maker.size(owner.spec as Spec, store.list({group: '', resource: 'nodes'}).length);
      const pods = belongings(store, {group: '', resource: 'pods', namespace}, owner);
      const path = collectionPath('', 'pods', namespace);
      for (let index = pods.length; index < size; index++) {
        // What is refused here would be refused again: a real one tries on, ever more slowly.
        if (send('POST', path, podOf(owner, maker, index)).code !== 201) break;
      }
      for (const pod of pods.slice(size)) send('DELETE', `${path}/${pod.metadata.name}`);
      return size;
    };
    const sync = (collection: Collection & {namespace: string}, name: string) => {
      const owner = store.get(collection, name);
      if (!owner || owner.metadata.deletionTimestamp !== undefined) return;
      const size = fill(collection.namespace, owner);
      const known = store.get(collection, name);
      const status = {...(known?.status as object), ...statusOf(maker, size, owner)};
      if (known) store.put(collection, {...known, status});
    };
    return change => {
      if (!isOf(change, resource, group) || change.type === 'DELETED') return;
      // Its own writing changes no generation.
      if (change.before?.metadata.generation === change.object.metadata.generation) return;
      const {namespace = '', name = ''} = change.object.metadata;
      later(DELAY_MS, () => sync({group, resource, namespace}, name));
    };
  };

function podOf(owner: KubeObject, {numbered}: PodMaker, index: number): KubeObject {
  const {template} = owner.spec as Spec;
  const {name = ''} = owner.metadata;
  const naming = numbered ? {name: `${name}-${index}`} : {generateName: `${name}-`};
  const metadata = {...template.metadata, ...naming, ownerReferences: [ownedBy(owner)]};
  return {apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec};
}

function statusOf({resource}: PodMaker, size: number, {metadata: {generation}}: KubeObject): object {
  if (resource === 'jobs') return {active: size};
  if (resource === 'daemonsets') return {desiredNumberScheduled: size, currentNumberScheduled: size};
  return {replicas: size, observedGeneration: generation};
}
