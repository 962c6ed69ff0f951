import type {Resource} from '../../../kube/resources.js';
import {admit} from '../admission/admit.js';
import {type Answer, type Call, collectionOf, subjectOf} from '../call.js';
import {groupVersion} from '../kinds.js';
import type {Machinery} from '../machinery.js';
import {isMap, type KubeObject, seconds} from '../objects.js';
import {shapeOf} from '../shapes/shapes.js';
import {notTheOne, success} from '../status.js';
import {selectorOf} from './selectors.js';

/** Answers a DELETE of one object. @throws StatusError as the admission plugin that refuses words it. */
export function remove(machinery: Machinery, call: Call, object: KubeObject): Answer {
  call.record.requestObject = call.body;
  checkPreconditions(call, object);
  admit(machinery, {call, operation: 'DELETE', before: object, after: undefined});
  const isNamespace = call.info.resource === 'namespaces';
  const {returnsDeleted} = shapeOf(call.info.apiGroup ?? '', call.info.resource ?? '');
  if (isNamespace || object.metadata.finalizers?.length) return {code: 200, body: dying(machinery, call, object)};
  if (!call.dryRun && isOrphaning(call.body)) orphan(machinery, object);
  const gone = call.info.resource === 'pods' ? ended(machinery, object) : object;
  if (!call.dryRun) machinery.store.remove(collectionOf(call), call.info.name ?? '');
  return {code: 200, body: returnsDeleted ? gone : success(subjectOf(call), object.metadata.uid)};
}

const isOrphaning = (options: unknown): boolean =>
  isMap(options) && (options.propagationPolicy === 'Orphan' || options.orphanDependents === true);

/** Lets go of what belongs to an object, so that it stays when that goes. */
function orphan({store}: Machinery, {metadata: {uid, namespace}}: KubeObject): void {
  if (namespace === undefined) return;
  for (const {group, resource} of store.contents(namespace)) {
    for (const dependent of store.list({group, resource, namespace})) {
      const {ownerReferences, ...metadata} = dependent.metadata;
      const others = ownerReferences?.filter(owner => owner.uid !== uid) ?? [];
      if (others.length === (ownerReferences?.length ?? 0)) continue;
      const kept = {...metadata, ...(others.length && {ownerReferences: others})};
      store.put({group, resource, namespace}, {...dependent, metadata: kept});
    }
  }
}

/** A deletion may be meant for one object of several that had the name. */
function checkPreconditions(call: Call, {kind = '', metadata}: KubeObject): void {
  const {preconditions} = isMap(call.body) ? call.body : {};
  const {uid} = isMap(preconditions) ? preconditions : {};
  if (uid === undefined || uid === metadata.uid) return;
  const subject = {group: '', resource: kind, name: metadata.name ?? ''};
  throw notTheOne(
    subject,
    `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
  );
}

/** A pod's end is written down before it goes; nothing runs, so that it goes at once. */
const ended = ({clock}: Machinery, pod: KubeObject): KubeObject => ({
  ...pod,
  metadata: {
    ...pod.metadata,
    ...counted(pod),
    deletionTimestamp: seconds(clock.wall()),
    deletionGracePeriodSeconds: 0,
  },
});

/** That it is to go is a change of what is wanted. */
const counted = ({metadata: {generation}}: KubeObject): object =>
  typeof generation === 'number' ? {generation: generation + 1} : {};

/** An object with finalizers stays until they are gone; a namespace until its controller has emptied it. */
function dying({store, clock}: Machinery, call: Call, object: KubeObject): KubeObject {
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const isNamespace = call.info.resource === 'namespaces';
  const grace = isNamespace ? {} : {deletionGracePeriodSeconds: 0};
  const metadata = {...object.metadata, ...counted(object), deletionTimestamp: seconds(clock.wall()), ...grace};
  const after = {...object, metadata, ...(isNamespace && {status: {phase: 'Terminating'}})};
  return call.dryRun ? after : store.put(collectionOf(call), after);
}

/** Answers a DELETE of a collection with what it held. */
export function removeAll(machinery: Machinery, resource: Resource, call: Call): Answer {
  call.record.requestObject = call.body;
  const {store} = machinery;
  const items = store.list(collectionOf(call)).filter(selectorOf(call.query, call.info.resource));
  for (const item of items) {
    const {name, namespace} = item.metadata;
    const info = {...call.info, name: name ?? '', ...(namespace !== undefined && {namespace})};
    remove(machinery, {...call, info}, item);
  }
  const apiVersion = groupVersion(call.info.apiGroup ?? '', call.info.apiVersion ?? 'v1');
  const bare = items.map(({apiVersion: _, kind: __, ...rest}) => rest);
  return {
    code: 200,
    body: {kind: `${resource.kind}List`, apiVersion, metadata: {resourceVersion: store.version}, items: bare},
  };
}
