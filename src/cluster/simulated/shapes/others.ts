import {isMap, type KubeObject, seconds} from '../objects.js';
import {each, type Shape, withSpec} from './shape.js';

type Fields = Record<string, unknown>;

/** A namespace knows its own name by a label, and is kept until its controller has emptied it. */
export const namespaces: Shape = {
  defaults: namespace => {
    const labels = {...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespace.metadata.name ?? ''};
    return {
      ...namespace,
      metadata: {...namespace.metadata, labels},
      spec: namespace.spec ?? {},
      status: namespace.status ?? {phase: 'Active'},
    };
  },
  create: namespace => ({...namespace, spec: {finalizers: ['kubernetes']}, status: {phase: 'Active'}}),
  update: (after, before) => ({...after, spec: before.spec, status: before.status}),
};

/** `stringData` is written, never read: it becomes `data`. */
export const secrets: Shape = {
  defaults: ({stringData, ...secret}) => {
    const texts = isMap(stringData) ? Object.entries(stringData) : [];
    const encoded = Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]));
    const data = {...(isMap(secret.data) && secret.data), ...encoded};
    return {...secret, ...(Object.keys(data).length && {data}), type: secret.type ?? 'Opaque'} as KubeObject;
  },
};

export const serviceAccounts: Shape = {returnsDeleted: true};

/** What the first API of Events had and the second has not, and the other way round. */
export const events: Shape = {
  defaults: event => ({
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
    ...event,
  }),
};

export const resourceQuotas: Shape = {
  returnsDeleted: true,
  defaults: quota => ({...quota, status: quota.status ?? {}}),
  create: quota => ({...quota, status: {}}),
  update: (after, before) => ({...after, status: before.status}),
};

export const persistentVolumes: Shape = {
  returnsDeleted: true,
  finalizer: 'kubernetes.io/pv-protection',
  defaults: volume => {
    const spec = (volume.spec ?? {}) as Fields;
    const hostPath = isMap(spec.hostPath) ? {hostPath: {type: '', ...spec.hostPath}} : {};
    const {storageClassName, ...given}: Fields = {
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      ...spec,
    };
    const storageClass = storageClassName ? {storageClassName} : {};
    return {...volume, spec: {...given, ...hostPath, ...storageClass}, status: volume.status ?? {phase: 'Pending'}};
  },
  create: (volume, {at}) => ({...volume, status: {phase: 'Pending', lastPhaseTransitionTime: seconds(at)}}),
  update: (after, before) => ({...after, status: before.status}),
};

export const persistentVolumeClaims: Shape = {
  returnsDeleted: true,
  finalizer: 'kubernetes.io/pvc-protection',
  defaults: claim => withSpec(claim, {volumeMode: 'Filesystem'}, {phase: 'Pending'}),
  create: claim => ({...claim, status: {phase: 'Pending'}}),
  update: (after, before) => ({...after, status: before.status}),
};

/** A policy that names no direction is one for what comes in. */
export const networkPolicies: Shape = {
  generation: true,
  defaults: policy => {
    const spec = (policy.spec ?? {}) as Fields;
    const types = spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
    return {...policy, spec: {policyTypes: types, ...spec}};
  },
};

/** A request for a certificate says who made it, and nobody else can. */
export const certificateRequests: Shape = {
  defaults: request => {
    const {conditions, ...status} = (request.status ?? {}) as Fields;
    const stamp = {lastUpdateTime: null, lastTransitionTime: null};
    const stamped = each<Fields>(conditions, condition => ({...stamp, ...condition}));
    return {...request, status: {...status, ...(conditions !== undefined && {conditions: stamped})}};
  },
  create: (request, {user}) => {
    const {username, uid, groups, extra} = user;
    const spec = {...(request.spec as Fields), username, ...(uid && {uid}), groups, ...(extra && {extra})};
    return {...request, spec, status: {}};
  },
  update: (after, before) => ({...after, spec: before.spec, status: before.status}),
};

/** What is looked at when it is asked for, and lies nowhere. */
export const componentStatuses: Shape = {computed: true};
