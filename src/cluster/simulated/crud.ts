import {randomBytes, randomUUID} from 'node:crypto';
import type {Clock} from '../../lib/clock.js';
import type {Resource} from '../../scenario/resources.js';
import {admit} from './admission.js';
import {type Answer, type Call, subjectOf} from './call.js';
import {groupVersion} from './kinds.js';
import {isMap, type KubeObject, seconds} from './objects.js';
import {PATCH_TYPES, patched} from './patch.js';
import {withPodDefaults} from './pods.js';
import type {Rbac} from './rbac.js';
import {selectorOf} from './selectors.js';
import {alreadyExists, badRequest, conflict, invalid, notFound, success} from './status.js';
import type {Store} from './store.js';

/** What reading and writing objects needs. */
export interface Machinery {
  store: Store;
  rbac: Rbac;
  clock: Clock;
}

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
/** RBAC names its objects more freely: `system:node` is one. */
const PATH_NAME = /^[^/%]+$/;

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
      return remove(machinery, call);
    default:
      return removeAll(machinery, resource, call);
  }
}

const collectionOf = ({info}: Call) => ({
  group: info.apiGroup ?? '',
  resource: info.resource ?? '',
  // A namespace is asked for under its own path, but does not lie in itself.
  namespace: info.resource === 'namespaces' ? undefined : info.namespace,
});

function found({store}: Machinery, call: Call): KubeObject {
  const object = store.get(collectionOf(call), call.info.name ?? '');
  if (!object) throw notFound(subjectOf(call));
  return object;
}

function list({store}: Machinery, {kind}: Resource, call: Call): Answer {
  const items = store.list(collectionOf(call)).filter(selectorOf(call.query));
  // `limit` is an offer that a server need not take: everything comes on one page.
  const {info} = call;
  const apiVersion = groupVersion(info.apiGroup ?? '', info.apiVersion ?? 'v1');
  const bare = items.map(({apiVersion: _, kind: __, ...rest}) => rest);
  return {code: 200, body: {kind: `${kind}List`, apiVersion, metadata: {resourceVersion: store.version}, items: bare}};
}

/**
 * The body as an object of the kind that the path names.
 *
 * @throws StatusError 400 when it is none.
 */
function decode({kind}: Resource, call: Call): KubeObject {
  const {info, body} = call;
  const apiVersion = groupVersion(info.apiGroup ?? '', info.apiVersion ?? 'v1');
  if (!isMap(body)) throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(body) ?? ''}'`);
  const given = {kind: body.kind ?? kind, apiVersion: body.apiVersion ?? apiVersion};
  if (given.kind !== kind || given.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${given.apiVersion}, kind ${given.kind}) does not match the expected API version (${apiVersion}, kind ${kind})`,
    );
  }
  const metadata = isMap(body.metadata) ? body.metadata : {};
  if (metadata.namespace !== undefined && info.namespace !== undefined && metadata.namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const {apiVersion: _, kind: __, metadata: ___, ...rest} = body;
  return withDefaults({kind, apiVersion, metadata, ...rest}, info.resource ?? '');
}

function withDefaults(object: KubeObject, resource: string): KubeObject {
  if (resource === 'pods') return withPodDefaults(object);
  if (resource !== 'namespaces') return object;
  const labels = {...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name ?? ''};
  return {...object, metadata: {...object.metadata, labels}, spec: {}, status: {phase: 'Active'}};
}

function create(machinery: Machinery, resource: Resource, call: Call): Answer {
  const decoded = decode(resource, call);
  const {record, info} = call;
  record.requestObject = decoded;
  if (decoded.metadata.name !== undefined) record.objectName = decoded.metadata.name;
  const name = decoded.metadata.name ?? generated(decoded.metadata.generateName);
  if (name === undefined) {
    throw invalid(subjectOf(call), resource.kind, 'metadata.name', 'Required value: name or generateName is required');
  }
  checkName(resource, call, name);
  const namespace = resource.namespaced ? info.namespace : undefined;
  const object = {...decoded, metadata: {...decoded.metadata, name, ...(namespace !== undefined && {namespace})}};
  const admitted = admit(machinery.store, machinery.rbac, {call, before: undefined, after: object});
  if (machinery.store.get(collectionOf(call), name)) throw alreadyExists(subjectOf(call, name));
  return {code: 201, body: stored(machinery, call, born(machinery, admitted, info.resource ?? ''))};
}

const generated = (prefix: string | undefined): string | undefined =>
  prefix === undefined ? undefined : prefix + [...randomBytes(5)].map(byte => SUFFIX[byte % SUFFIX.length]).join('');

function checkName(resource: Resource, call: Call, name: string): void {
  const pattern = resource.apiVersion.startsWith('rbac') ? PATH_NAME : DNS_NAME;
  if (pattern.test(name)) return;
  const problem = `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`;
  throw invalid(subjectOf(call, name), resource.kind, 'metadata.name', problem);
}

function born({clock}: Machinery, object: KubeObject, resource: string): KubeObject {
  const metadata = {...object.metadata, uid: randomUUID(), creationTimestamp: seconds(clock.wall())};
  const isNamespace = resource === 'namespaces';
  const encoded = resource === 'secrets' ? withEncodedData(object) : object;
  return {...encoded, metadata, ...(isNamespace && {spec: {finalizers: ['kubernetes']}})};
}

/** `stringData` is written, never read: it becomes `data`. */
function withEncodedData({stringData, ...secret}: KubeObject): KubeObject {
  const texts = isMap(stringData) ? Object.entries(stringData) : [];
  const encoded = Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]));
  return {
    ...secret,
    type: secret.type ?? 'Opaque',
    data: {...(isMap(secret.data) && secret.data), ...encoded},
  } as KubeObject;
}

/** Stores an object unless the request is a dry run. */
function stored({store}: Machinery, call: Call, object: KubeObject): KubeObject {
  return call.dryRun ? object : store.put(collectionOf(call), object);
}

function update(machinery: Machinery, resource: Resource, call: Call): Answer {
  const decoded = decode(resource, call);
  call.record.requestObject = decoded;
  const before = found(machinery, call);
  const {resourceVersion} = decoded.metadata;
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(subjectOf(call));
  return {code: 200, body: changed(machinery, call, before, decoded)};
}

function patch(machinery: Machinery, resource: Resource, call: Call): Answer {
  call.record.requestObject = call.body;
  const isApply = call.contentType.startsWith(PATCH_TYPES.apply);
  const before = machinery.store.get(collectionOf(call), call.info.name ?? '');
  if (!before && isApply) {
    const {code, body} = create(machinery, resource, {...call, info: {...call.info, verb: 'create'}});
    call.record.requestObject = call.body; // a patch is audited as it was sent
    return {code, body};
  }
  if (!before) throw notFound(subjectOf(call));
  const after = patched(before, call.body, call.contentType);
  if (!isMap(after) || !isMap(after.metadata)) throw badRequest('the patch leaves no object behind');
  return {code: 200, body: changed(machinery, call, before, after as KubeObject)};
}

/** What a client may not change stays as it was. */
function changed(machinery: Machinery, call: Call, before: KubeObject, wanted: KubeObject): KubeObject {
  const {name, namespace, uid, creationTimestamp, deletionTimestamp} = before.metadata;
  const own = {name, namespace, uid, creationTimestamp, deletionTimestamp};
  const kept = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const after = {...wanted, metadata: {...wanted.metadata, ...kept}};
  const admitted = admit(machinery.store, machinery.rbac, {call, before, after});
  return stored(machinery, call, admitted);
}

function remove(machinery: Machinery, call: Call): Answer {
  const object = found(machinery, call);
  const isNamespace = call.info.resource === 'namespaces';
  if (call.dryRun) return {code: 200, body: success(subjectOf(call), object.metadata.uid)};
  if (isNamespace || object.metadata.finalizers?.length) {
    return {code: 200, body: dying(machinery, call, object, isNamespace)};
  }
  machinery.store.remove(collectionOf(call), call.info.name ?? '');
  const isPod = call.info.resource === 'pods';
  return {code: 200, body: isPod ? object : success(subjectOf(call), object.metadata.uid)};
}

/** An object with finalizers stays until they are gone; a namespace until its controller has emptied it. */
function dying({store, clock}: Machinery, call: Call, object: KubeObject, isNamespace: boolean): KubeObject {
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const metadata = {...object.metadata, deletionTimestamp: seconds(clock.wall())};
  return store.put(collectionOf(call), {...object, metadata, ...(isNamespace && {status: {phase: 'Terminating'}})});
}

function removeAll(machinery: Machinery, resource: Resource, call: Call): Answer {
  const collection = collectionOf(call);
  const items = machinery.store.list(collection).filter(selectorOf(call.query));
  if (!call.dryRun) {
    for (const {metadata} of items) {
      machinery.store.remove({...collection, namespace: metadata.namespace}, metadata.name ?? '');
    }
  }
  const apiVersion = groupVersion(call.info.apiGroup ?? '', call.info.apiVersion ?? 'v1');
  return {
    code: 200,
    body: {kind: `${resource.kind}List`, apiVersion, metadata: {resourceVersion: machinery.store.version}, items},
  };
}
