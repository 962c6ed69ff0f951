import {createHash} from 'node:crypto';
import {isMap, type KubeObject} from '../objects.js';
import {type Controller, collectionPath, isOf, sender} from './controller.js';
import {belongings, ownedBy} from './owned.js';

const DELAY_MS = 20;
const REVISION = 'deployment.kubernetes.io/revision';

interface Spec {
  replicas: number;
  selector: {matchLabels?: Record<string, string>};
  template: {metadata: {labels?: Record<string, string>}; spec: unknown};
}

/** Keeps one ReplicaSet at the size of its Deployment, and makes a new one for every other template. */
export const deployments: Controller = ({store, pipeline, later}) => {
  const send = sender({store, pipeline}, 'deployment-controller');
  const sync = (namespace: string, name: string) => {
    const deployment = store.get({group: 'apps', resource: 'deployments', namespace}, name);
    if (!deployment || deployment.metadata.deletionTimestamp !== undefined) return;
    const {replicas} = deployment.spec as Spec;
    const path = collectionPath('apps', 'replicasets', namespace);
    const owned = belongings(store, {group: 'apps', resource: 'replicasets', namespace}, deployment);
    const wanted = replicaSetOf(deployment, owned.length + 1);
    const current = owned.find(set => set.metadata.name === wanted.metadata.name);
    if (!current) send('POST', path, wanted);
    for (const set of owned) {
      const size = set === current ? replicas : 0;
      if ((set.spec as Spec).replicas === size) continue;
      send('PUT', `${path}/${set.metadata.name}`, {...set, spec: {...(set.spec as Spec), replicas: size}});
    }
    revise(deployment, current ?? wanted);
  };
  /** The status and the number of the revision are written down; nobody waits for them. */
  const revise = (deployment: KubeObject, set: KubeObject) => {
    const collection = {group: 'apps', resource: 'deployments', namespace: deployment.metadata.namespace};
    const known = store.get(collection, deployment.metadata.name ?? '');
    const {replicas} = deployment.spec as Spec;
    const revision = set.metadata.annotations?.[REVISION] ?? '1';
    if (!known) return;
    const annotations = {...known.metadata.annotations, [REVISION]: revision};
    const status = {observedGeneration: known.metadata.generation, replicas, updatedReplicas: replicas};
    store.put(collection, {...known, metadata: {...known.metadata, annotations}, status});
  };
  return change => {
    if (!isOf(change, 'deployments', 'apps') || change.type === 'DELETED') return;
    // Its own writing changes no generation.
    if (change.before?.metadata.generation === change.object.metadata.generation) return;
    const {namespace = '', name = ''} = change.object.metadata;
    later(DELAY_MS, () => sync(namespace, name));
  };
};

function replicaSetOf(deployment: KubeObject, revision: number): KubeObject {
  const {replicas, selector, template} = deployment.spec as Spec;
  const hash = createHash('sha1').update(JSON.stringify(template)).digest('hex').slice(0, 9);
  const labels = {...template.metadata.labels, 'pod-template-hash': hash};
  const {name, namespace} = deployment.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace !== undefined && {namespace}),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        'deployment.kubernetes.io/max-replicas': String(replicas + 1),
        [REVISION]: String(revision),
      },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas,
      selector: {...selector, matchLabels: {...selector.matchLabels, 'pod-template-hash': hash}},
      template: {...template, metadata: {...(isMap(template.metadata) ? template.metadata : {}), labels}},
    },
  };
}
