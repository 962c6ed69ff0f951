import type {Resource} from '../../../../kube/resources.js';
import {dictionary} from '../../../../lib/json/dictionary.js';
import {type Answer, type Call, subjectOf} from '../../call.js';
import type {Machinery} from '../../machinery.js';
import {isMap, type KubeObject, seconds} from '../../objects.js';
import {podSpecDefaults} from '../../shapes/pod-spec.js';
import {each} from '../../shapes/shape.js';
import {shapeOf} from '../../shapes/shapes.js';
import {invalid, notSimulated} from '../../status.js';
import {appliedTo, configOf, isApply} from '../apply.js';
import {found} from '../crud.js';
import {typedBody} from '../typed.js';
import {changed, patchedObject} from '../write.js';

/** A part of an object that is read and written at a path of its own. */
interface Part {
  /** What it is, where that is another kind than the resource's own. */
  of?: Pick<Resource, 'kind' | 'apiVersion'>;
  /** What is shown of the object; absent: all of it. */
  view?(object: KubeObject): KubeObject;
  /** The object with that part of it as wanted. */
  put(object: KubeObject, wanted: KubeObject, at: Date): KubeObject;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (isMap(value) ? value : {});

const status: Part = {put: (object, wanted) => ({...object, metadata: wanted.metadata, status: wanted.status})};

const ephemeralContainers: Part = {
  put: (pod, wanted) => {
    const {ephemeralContainers: list} = podSpecDefaults(wanted.spec);
    return {...pod, spec: {...fieldsOf(pod.spec), ...(list !== undefined && {ephemeralContainers: list})}};
  },
};

/** Conditions are stamped by the server. */
const approval: Part = {
  put: (request, wanted, at) => {
    const stamp = {lastUpdateTime: seconds(at), lastTransitionTime: seconds(at)};
    const {conditions} = fieldsOf(wanted.status);
    const stamped = each<Fields>(conditions ?? [], condition =>
      condition.lastUpdateTime ? condition : {...condition, ...stamp},
    );
    return {...request, metadata: wanted.metadata, status: {...fieldsOf(request.status), conditions: stamped}};
  },
};

const SCALE = {kind: 'Scale', apiVersion: 'autoscaling/v1'};

const scale: Part = {
  of: SCALE,
  view: ({metadata, spec, status: known}) => {
    const {name, namespace, uid, resourceVersion, creationTimestamp} = metadata;
    const {replicas, selector} = fieldsOf(spec);
    const labels = Object.entries(fieldsOf(fieldsOf(selector).matchLabels)).map(([key, value]) => `${key}=${value}`);
    return {
      ...SCALE,
      metadata: {name, namespace, uid, resourceVersion, creationTimestamp} as KubeObject['metadata'],
      spec: {...(replicas ? {replicas} : {})},
      status: {replicas: Number(fieldsOf(known).replicas ?? 0), selector: labels.join(',')},
    };
  },
  put: (object, wanted) => {
    const {replicas = 0} = fieldsOf(wanted.spec);
    if (Number(replicas) < 0) {
      const subject = {group: 'autoscaling', resource: 'scales', name: object.metadata.name ?? ''};
      throw invalid(
        subject,
        'Scale',
        'spec.replicas',
        `Invalid value: ${replicas}: must be greater than or equal to 0`,
      );
    }
    return {...object, spec: {...fieldsOf(object.spec), replicas}};
  },
};

/** By resource and subresource; `*` is every resource. */
const PARTS: Record<string, Part> = dictionary({
  '*/status': status,
  'pods/ephemeralcontainers': ephemeralContainers,
  'certificatesigningrequests/approval': approval,
  'deployments/scale': scale,
  'replicasets/scale': scale,
  'statefulsets/scale': scale,
});

/**
 * Reads or writes a part of an object.
 *
 * @throws StatusError 501 for a part or a verb that is not simulated; 404, or what admission says.
 */
export function handlePart(machinery: Machinery, resource: Resource, call: Call): Answer {
  const {resource: plural, subresource, verb} = call.info;
  const part = PARTS[`${plural}/${subresource}`] ?? PARTS[`*/${subresource}`];
  if (!part || !['get', 'update', 'patch'].includes(verb)) throw notSimulated(`${verb} ${plural}/${subresource}`);
  const view = part.view ?? (object => object);
  if (verb === 'get') return {code: 200, body: view(found(machinery, call))};
  const sent = verb === 'update' ? sentObject(resource, part, call) : call.body;
  if (verb === 'update') call.record.keepObject(sent as KubeObject);
  else call.record.requestObject = sent;
  const before = found(machinery, call);
  if (isApply(call)) return {code: 200, body: view(applied(machinery, resource, part, call))};
  const wanted = verb === 'update' ? (sent as KubeObject) : patchedObject(view(before), call);
  const after = part.put(before, wanted, machinery.clock.wall());
  return {code: 200, body: view(changed(machinery, call, before, after))};
}

/** Applies a part of an object. Who owns what of a part of another kind is a matter of its own. */
function applied(machinery: Machinery, resource: Resource, part: Part, call: Call): KubeObject {
  if (part.of) throw notSimulated(`server-side apply of ${resource.plural}/${call.info.subresource}`);
  const before = found(machinery, call);
  const {object, owners} = appliedTo(machinery, call, before, configOf(call, resource));
  return changed(machinery, call, before, part.put(before, object, machinery.clock.wall()), owners);
}

function sentObject(resource: Resource, part: Part, call: Call): KubeObject {
  if (!isMap(call.body)) throw notSimulated(`an update of ${subjectOf(call).resource} without an object`);
  const object = typedBody(call, part.of ?? resource, {metadata: {}, ...call.body});
  if (part.of) return object;
  return shapeOf(call.info.apiGroup ?? '', resource.plural).defaults?.(object) ?? object;
}
