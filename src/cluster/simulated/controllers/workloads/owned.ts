import type {KubeObject, OwnerReference} from '../../objects.js';
import type {Collection, Store} from '../../store.js';

/** How an object says that it is another's. */
export const ownedBy = ({apiVersion = '', kind = '', metadata}: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name ?? '',
  uid: metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** What of a collection belongs to an object. */
export const belongings = (store: Store, collection: Collection, {metadata}: KubeObject): KubeObject[] =>
  store.list(collection).filter(o => o.metadata.ownerReferences?.some(owner => owner.uid === metadata.uid));
