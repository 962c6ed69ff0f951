import {randomUUID} from 'node:crypto';
import {nameProblems} from '../../../kube/object-names.js';
import type {Resource} from '../../../kube/resources.js';
import {admit} from '../admission/admit.js';
import {afterUpdate, type Owners, ownersOfApplied} from '../apply/owners.js';
import {type Answer, type Call, collectionOf, subjectOf} from '../call.js';
import type {Machinery} from '../machinery.js';
import {suffixed} from '../names.js';
import {isMap, type KubeObject, same, seconds} from '../objects.js';
import {PATCH_TYPES, patched} from '../patch/patch.js';
import type {Making} from '../shapes/shape.js';
import {shapeOf} from '../shapes/shapes.js';
import {alreadyExists, badRequest, conflict, invalid, invalidObject, notFound, notTheOne} from '../status.js';
import {problemsOf} from '../validation/problems.js';
import {appliedTo, configOf, isApply, writingOf} from './apply.js';
import {decode} from './decode.js';
import {typedPatched} from './typed.js';

const shapeOfCall = ({info}: Call) => shapeOf(info.apiGroup ?? '', info.resource ?? '');
const makingOf = ({clock, ranges}: Machinery, {user}: Call): Making => ({
  at: clock.wall(),
  user,
  allocate: range => ranges.next(range),
});

/** Answers a POST. @throws StatusError for a body that is refused. */
export function create(machinery: Machinery, resource: Resource, call: Call): Answer {
  return made(machinery, resource, call, decoded =>
    afterUpdate(undefined, decoded, new Map(), writingOf(call, decoded)),
  );
}

/** Makes an object. `owners` says who owns what of it, as it was decoded. */
function made(machinery: Machinery, resource: Resource, call: Call, owners: (decoded: KubeObject) => Owners): Answer {
  const decoded = decode(resource, call);
  const {record, info} = call;
  record.keepObject(decoded);
  const name = decoded.metadata.name || suffixed(decoded.metadata.generateName);
  if (name === undefined) {
    throw invalid(subjectOf(call), resource.kind, 'metadata.name', 'Required value: name or generateName is required');
  }
  checkName(resource, call, name);
  const namespace = resource.namespaced ? info.namespace : undefined;
  const object = born(machinery, call, {
    ...decoded,
    metadata: {...decoded.metadata, name, ...(namespace !== undefined && {namespace})},
  });
  const admitted = admit(machinery, {call, operation: 'CREATE', before: undefined, after: object});
  checkObject(call, resource.kind, admitted);
  if (machinery.store.get(collectionOf(call), name)) throw alreadyExists(subjectOf(call, name));
  return {code: 201, body: stored(machinery, call, admitted, owners(decoded))};
}

function checkName({kind}: Resource, call: Call, name: string): void {
  const problems = nameProblems(kind, name).map(why => `metadata.name: Invalid value: ${JSON.stringify(name)}: ${why}`);
  if (problems.length) throw invalidObject(subjectOf(call, name), kind, problems);
}

/** @throws StatusError 422 for what is wrong with an object. */
function checkObject(call: Call, kind: string, after: KubeObject, before?: KubeObject): void {
  const problems = problemsOf(call.info.resource ?? '', after, before);
  if (problems.length) throw invalidObject(subjectOf(call, after.metadata.name), kind, problems);
}

function born(machinery: Machinery, call: Call, object: KubeObject): KubeObject {
  const shape = shapeOfCall(call);
  const metadata = {
    ...object.metadata,
    uid: randomUUID(),
    creationTimestamp: seconds(machinery.clock.wall()),
    ...(shape.generation && {generation: 1}),
  };
  const whole = {...object, metadata};
  return shape.create?.(whole, makingOf(machinery, call)) ?? whole;
}

/** Stores an object unless the request is a dry run. What was dying and is held by nothing any more is gone. */
function stored({store, owners: all}: Machinery, call: Call, object: KubeObject, owners: Owners): KubeObject {
  if (call.dryRun) return object;
  all.keep(object, owners);
  const {deletionTimestamp, finalizers, name = ''} = object.metadata;
  const isHeld = finalizers?.length || call.info.resource === 'namespaces';
  const kept = store.put(collectionOf(call), object);
  if (deletionTimestamp !== undefined && !isHeld) store.remove(collectionOf(call), name);
  return kept;
}

/** Answers a PUT. @throws StatusError 404, 409 for an old version, or what admission says. */
export function update(machinery: Machinery, resource: Resource, call: Call): Answer {
  const decoded = decode(resource, call);
  call.record.keepObject(decoded);
  const before = existing(machinery, call);
  const {resourceVersion, uid} = decoded.metadata;
  if (uid !== undefined && uid !== before.metadata.uid)
    throw notTheOne(
      subjectOf(call),
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
    );
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(subjectOf(call));
  return {code: 200, body: replaced(machinery, call, before, decoded)};
}

function existing({store}: Machinery, call: Call): KubeObject {
  const object = store.get(collectionOf(call), call.info.name ?? '');
  if (!object) throw notFound(subjectOf(call));
  return object;
}

/** Answers a PATCH. @throws StatusError for a patch that does not fit, or what admission says. */
export function patch(machinery: Machinery, resource: Resource, call: Call): Answer {
  call.record.requestObject = call.body;
  const config = isApply(call) ? configOf(call, resource) : undefined;
  const before = machinery.store.get(collectionOf(call), call.info.name ?? '');
  if (!before && config) return createdByApply(machinery, resource, call, config);
  if (!before) throw notFound(subjectOf(call));
  const {object: after, owners} = config
    ? appliedTo(machinery, call, before, config)
    : {object: patchedObject(before, call), owners: undefined};
  // What is not said is not asked: a JSON patch may replace the whole object.
  const {resourceVersion, uid, namespace} = {...before.metadata, ...after.metadata};
  if (resourceVersion !== before.metadata.resourceVersion) throw conflict(subjectOf(call));
  if (uid !== before.metadata.uid)
    throw invalid(subjectOf(call), resource.kind, 'metadata.uid', `Invalid value: "${uid}": field is immutable`);
  if (namespace !== before.metadata.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return {code: 200, body: replaced(machinery, call, before, after, owners)};
}

/** An apply of what is not there yet makes it. A patch is audited as it was sent. */
function createdByApply(machinery: Machinery, resource: Resource, call: Call, config: KubeObject): Answer {
  const {uid, resourceVersion: _, ...metadata} = config.metadata;
  if (uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw notTheOne(subjectOf(call), why);
  }
  if (metadata.name === undefined)
    throw badRequest(
      `the name of the object (${call.info.name} based on URL) was undeterminable: name must be provided`,
    );
  const body = {...config, metadata};
  const asCreate: Call = {...call, body, repeated: [], info: {...call.info, verb: 'create'}};
  const answer = made(machinery, resource, asCreate, () => ownersOfApplied(config, writingOf(call, config)));
  call.record.requestObject = call.body;
  return answer;
}

/** What a patch makes of an object. @throws StatusError 400 when nothing is left of it. */
export function patchedObject(before: KubeObject, call: Call): KubeObject {
  const after = patched(before, call.body, call.contentType);
  if (!isMap(after) || !isMap(after.metadata)) throw badRequest('the patch leaves no object behind');
  // A strategic patch is decoded as the kind that it is for, whatever it says.
  const {kind, apiVersion} = before;
  const object: KubeObject = {
    ...(after as KubeObject),
    ...(call.contentType.startsWith(PATCH_TYPES.strategic) && {kind, apiVersion}),
  };
  if (object.kind !== kind || object.apiVersion !== apiVersion)
    throw invalid({group: '', resource: ''}, '', 'patch', `Invalid value: the patch makes no ${kind} of it`);
  return typedPatched(call, before, object);
}

/** What a client may not change stays as it was; the rest goes through admission. */
function replaced(
  machinery: Machinery,
  call: Call,
  before: KubeObject,
  wanted: KubeObject,
  owners?: Owners,
): KubeObject {
  const {name} = wanted.metadata;
  if (name !== before.metadata.name)
    throw badRequest(
      `the name of the object (${name ?? ''}) does not match the name on the URL (${call.info.name ?? ''})`,
    );
  const shape = shapeOfCall(call);
  const defaulted = shape.defaults?.(wanted) ?? wanted;
  const after = shape.update?.(defaulted, before, makingOf(machinery, call)) ?? defaulted;
  return changed(machinery, call, before, after, owners);
}

/**
 * Stores a change of an object, or of a part of it.
 *
 * @param owners who owns what of it then; default: what has changed is whose request it is
 * @throws StatusError as the admission plugin that refuses words it.
 */
export function changed(
  machinery: Machinery,
  call: Call,
  before: KubeObject,
  wanted: KubeObject,
  owners = afterUpdate(before, wanted, machinery.owners.of(before), writingOf(call, before)),
): KubeObject {
  const {name, namespace, uid, creationTimestamp, deletionTimestamp} = before.metadata;
  const own = {
    name,
    namespace,
    uid,
    creationTimestamp,
    deletionTimestamp,
    generation: generationOf(call, before, wanted),
  };
  const kept = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const after = {...wanted, metadata: {...wanted.metadata, ...kept}};
  const admitted = admit(machinery, {call, operation: 'UPDATE', before, after});
  checkObject(call, before.kind ?? '', admitted, before);
  return stored(machinery, call, admitted, owners);
}

/** Counts changes of what is wanted, which is everything but metadata and status. */
function generationOf(call: Call, before: KubeObject, after: KubeObject): number | undefined {
  const {generation} = before.metadata;
  if (typeof generation !== 'number') return undefined;
  const annotated = shapeOfCall(call).generation === 'with annotations';
  const wanted = ({metadata, status: _, ...rest}: KubeObject) =>
    annotated ? {...rest, annotations: metadata.annotations ?? {}} : rest;
  return same(wanted(before), wanted(after)) ? generation : generation + 1;
}
