import {subjectOf} from '../call.js';
import {isMap, type KubeObject} from '../objects.js';
import {forbidden} from '../status.js';
import type {Plugin, Write} from './plugin.js';
import {levelOf, violations} from './pod-security.js';

/** Workloads whose template is looked at, for the audit event alone. */
const WITH_TEMPLATE = [
  'replicationcontrollers',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
];

/** PodSecurity: by the labels of the namespace, pods are refused and workloads are remarked upon. */
export const checkPodSecurity: Plugin = ({store}, write) => {
  const {call, after} = write;
  const {namespace: name, resource = ''} = call.info;
  if (!after || name === undefined) return undefined;
  const isPod = isPodWrite(write);
  if (!isPod && (!WITH_TEMPLATE.includes(resource) || call.info.subresource !== undefined)) return undefined;
  const namespace = store.get({group: '', resource: 'namespaces'}, name);
  const {annotations} = call.record;
  const levels = (['enforce', 'audit', 'warn'] as const).map(mode => levelOf(namespace, mode));
  if (isPod && levels.every(level => level === 'privileged')) {
    annotations['pod-security.kubernetes.io/enforce-policy'] = 'privileged:latest';
    return undefined;
  }
  if (isPod && !isSignificant(write)) return undefined;
  const pod = isPod ? after : templateOf(after);
  const audited = levelOf(namespace, 'audit');
  const remarks = violations(pod, audited);
  if (remarks.length) {
    annotations['pod-security.kubernetes.io/audit-violations'] =
      `would violate PodSecurity "${audited}:latest": ${remarks.join(', ')}`;
  }
  if (!isPod) return undefined;
  const enforced = levelOf(namespace, 'enforce');
  annotations['pod-security.kubernetes.io/enforce-policy'] = `${enforced}:latest`;
  const found = violations(pod, enforced);
  if (!found.length) return undefined;
  throw forbidden(
    subjectOf(call, after.metadata.name),
    `violates PodSecurity "${enforced}:latest": ${found.join(', ')}`,
  );
};

const EPHEMERAL = 'ephemeralcontainers';

/** A pod that is made or changed; of its subresources only one can add a container. */
const isPodWrite = ({call: {info}, operation}: Write): boolean =>
  info.resource === 'pods' &&
  (info.subresource === undefined || info.subresource === EPHEMERAL) &&
  ['CREATE', 'UPDATE'].includes(operation);

/** Of a pod that is there, a new container or another image is all that can matter. */
function isSignificant({call: {info}, before, after}: Write): boolean {
  const images = (pod: KubeObject | undefined) =>
    ((pod?.spec as {containers?: {image?: string}[]} | undefined)?.containers ?? []).map(c => c.image);
  return !before || info.subresource === EPHEMERAL || images(before).join() !== images(after).join();
}

function templateOf({spec}: KubeObject): unknown {
  const {template, jobTemplate} = isMap(spec) ? spec : {};
  return template ?? (jobTemplate as {spec?: {template?: unknown}} | undefined)?.spec?.template;
}
