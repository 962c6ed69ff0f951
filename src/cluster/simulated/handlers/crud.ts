import type {Resource} from '../../../kube/resources.js';
import {type Answer, type Call, collectionOf, subjectOf} from '../call.js';
import {groupVersion} from '../kinds.js';
import type {Machinery} from '../machinery.js';
import type {KubeObject} from '../objects.js';
import {shapeOf} from '../shapes/shapes.js';
import {notFound, notSimulated} from '../status.js';
import {remove, removeAll} from './remove.js';
import {selectorOf} from './selectors.js';
import {create, patch, update} from './write.js';

/** One verb on one resource: what the API server does with every kind alike. */
export function handleObjects(machinery: Machinery, resource: Resource, call: Call): Answer {
  switch (call.info.verb) {
    case 'get':
      return {code: 200, body: found(machinery, call)};
    case 'list':
      return list(machinery, resource, call);
    case 'create':
      return create(machinery, resource, call);
    case 'update':
      return update(machinery, resource, call);
    case 'patch':
      return patch(machinery, resource, call);
    case 'delete':
      return remove(machinery, call, found(machinery, call));
    case 'deletecollection':
      return removeAll(machinery, resource, call);
    default:
      throw notSimulated(`${call.method} of ${call.info.resource}`);
  }
}

/** @throws StatusError 404 */
export function found({store}: Pick<Machinery, 'store'>, call: Call): KubeObject {
  const object = store.get(collectionOf(call), call.info.name ?? '');
  if (!object) throw notFound(subjectOf(call));
  return object;
}

/** etcd's order: by namespace and name, whenever something was made. */
function byKey({metadata: a}: KubeObject, b: KubeObject): number {
  const [one, other] = [`${a.namespace ?? ''}/${a.name}`, `${b.metadata.namespace ?? ''}/${b.metadata.name}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

function list({store}: Machinery, {kind}: Resource, call: Call): Answer {
  const selected = store.list(collectionOf(call)).filter(selectorOf(call.query, call.info.resource));
  const items = selected.toSorted(byKey);
  // `limit` is an offer that a server need not take: everything comes on one page.
  const {info} = call;
  const {computed} = shapeOf(info.apiGroup ?? '', info.resource ?? '');
  const apiVersion = groupVersion(info.apiGroup ?? '', info.apiVersion ?? 'v1');
  const bare = items.map(({apiVersion: _, kind: __, ...rest}) => rest);
  return {
    code: 200,
    body: {kind: `${kind}List`, apiVersion, metadata: computed ? {} : {resourceVersion: store.version}, items: bare},
  };
}
