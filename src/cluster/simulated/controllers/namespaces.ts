import {furnish} from '../bootstrap/bootstrap.js';
import {type Controller, collectionPath, isOf, sender} from './controller.js';

/** A real one waits five seconds first; here only long enough for `Terminating` to be seen. */
const DELAY_MS = 100;
/** Looked through in every namespace that goes, whether or not anything is there. */
const ALWAYS_LISTED = [
  ['', 'secrets'],
  ['', 'events'],
  ['', 'pods'],
  ['', 'configmaps'],
  ['', 'serviceaccounts'],
  ['rbac.authorization.k8s.io', 'roles'],
  ['rbac.authorization.k8s.io', 'rolebindings'],
] as const;

/** Furnishes new namespaces, and empties those that go: lists and deletions of Secrets that are nobody's attack. */
export const namespaces: Controller = ({store, pipeline, clock, authority, later}) => {
  const send = sender({store, pipeline}, 'namespace-controller');
  const finalize = (namespace: string, again = 2 * DELAY_MS) => {
    const found = store.contents(namespace).map(({group, resource}) => [group, resource] as const);
    const all = new Map(
      [...ALWAYS_LISTED, ...found].map(([group, resource]) => [`${group}/${resource}`, {group, resource}]),
    );
    for (const {group, resource} of all.values()) {
      for (const method of ['DELETE', 'GET']) send(method, collectionPath(group, resource, namespace));
    }
    // Whatever a finalizer still holds keeps the namespace, too; it is looked at ever more rarely.
    if (store.contents(namespace).length) later(again, () => finalize(namespace, 2 * again));
    else store.remove({group: '', resource: 'namespaces'}, namespace);
  };
  return change => {
    if (!isOf(change, 'namespaces')) return;
    const {name = '', deletionTimestamp} = change.object.metadata;
    if (change.type === 'ADDED') furnish(store, {clock, ca: authority.certificate}, name);
    const isDying = change.type === 'MODIFIED' && deletionTimestamp !== undefined;
    if (isDying && change.before?.metadata.deletionTimestamp === undefined) later(DELAY_MS, () => finalize(name));
  };
};
