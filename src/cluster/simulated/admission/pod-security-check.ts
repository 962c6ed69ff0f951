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

/** A pod that is made, or that gets another container; other changes of a pod cannot matter. */
const isPodWrite = ({call: {info}, operation}: Write): boolean =>
  info.resource === 'pods' && (operation === 'CREATE' ? info.subresource === undefined : isEphemeral(info));
const isEphemeral = ({subresource}: {subresource?: string}): boolean => subresource === 'ephemeralcontainers';

function templateOf({spec}: KubeObject): unknown {
  const {template, jobTemplate} = isMap(spec) ? spec : {};
  return template ?? (jobTemplate as {spec?: {template?: unknown}} | undefined)?.spec?.template;
}
