import type {KubeObject} from '../objects.js';
import {type Controller, collectionPath, isOf, sender} from './controller.js';
import {belongings, ownedBy} from './owned.js';

const DELAY_MS = 20;

interface Spec {
  replicas: number;
  template: {metadata: object; spec: unknown};
}

/** Makes as many pods as a ReplicaSet asks for, and deletes those that are too many. */
export const replicaSets: Controller = ({store, pipeline, later}) => {
  const send = sender({store, pipeline}, 'replicaset-controller');
  const sync = (namespace: string, name: string) => {
    const set = store.get({group: 'apps', resource: 'replicasets', namespace}, name);
    if (!set || set.metadata.deletionTimestamp !== undefined) return;
    const {replicas} = set.spec as Spec;
    const pods = belongings(store, {group: '', resource: 'pods', namespace}, set);
    const path = collectionPath('', 'pods', namespace);
    for (let missing = replicas - pods.length; missing > 0; missing--) {
      // What is refused here would be refused again: a real one tries on, ever more slowly.
      if (send('POST', path, podOf(set)).code !== 201) break;
    }
    for (const pod of pods.slice(replicas)) send('DELETE', `${path}/${pod.metadata.name}`);
    const status = {replicas, fullyLabeledReplicas: replicas, observedGeneration: set.metadata.generation};
    const collection = {group: 'apps', resource: 'replicasets', namespace};
    store.put(collection, {...(store.get(collection, name) ?? set), status});
  };
  return change => {
    if (!isOf(change, 'replicasets', 'apps') || change.type === 'DELETED') return;
    if (change.before?.metadata.generation === change.object.metadata.generation) return;
    const {namespace = '', name = ''} = change.object.metadata;
    later(DELAY_MS, () => sync(namespace, name));
  };
};

function podOf(set: KubeObject): KubeObject {
  const {template} = set.spec as Spec;
  const metadata = {...template.metadata, generateName: `${set.metadata.name}-`, ownerReferences: [ownedBy(set)]};
  return {apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec};
}
