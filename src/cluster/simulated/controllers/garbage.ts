import {type Controller, collectionPath, sender} from './controller.js';

const DELAY_MS = 20;
/** What belongs to others, and goes with them. */
const DEPENDENTS = [
  ['apps', 'replicasets'],
  ['apps', 'controllerrevisions'],
  ['batch', 'jobs'],
  ['', 'pods'],
  ['discovery.k8s.io', 'endpointslices'],
] as const;

/** Deletes what belonged to an object that is gone. */
export const garbage: Controller = ({store, pipeline, later}) => {
  const send = sender({store, pipeline}, 'generic-garbage-collector');
  const collect = (namespace: string, uid: string | undefined) => {
    for (const [group, resource] of DEPENDENTS) {
      for (const {metadata} of store.list({group, resource, namespace})) {
        if (!metadata.ownerReferences?.some(owner => owner.uid === uid)) continue;
        send('DELETE', `${collectionPath(group, resource, namespace)}/${metadata.name}`);
      }
    }
  };
  return ({type, object}) => {
    const {namespace, uid} = object.metadata;
    if (type === 'DELETED' && namespace !== undefined) later(DELAY_MS, () => collect(namespace, uid));
  };
};
