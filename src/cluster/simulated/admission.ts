import type {Call} from './call.js';
import {subjectOf} from './call.js';
import {changesGrant, checkEscalation, grantsRights} from './escalation.js';
import type {KubeObject} from './objects.js';
import {levelOf, violations} from './pod-security.js';
import {admittedPod} from './pods.js';
import type {Rbac} from './rbac.js';
import {forbidden, notFound} from './status.js';
import type {Store} from './store.js';

/** What a write would make of an object. */
export interface Write {
  call: Call;
  before: KubeObject | undefined;
  after: KubeObject;
}

/**
 * The admission chain: namespace lifecycle, service accounts, Pod Security, and RBAC's escalation check.
 *
 * @returns the object with what admission adds to it.
 * @throws StatusError as the plugin that refuses words it.
 */
export function admit(store: Store, rbac: Rbac, write: Write): KubeObject {
  const {call, before, after} = write;
  const {info} = call;
  const namespace =
    info.namespace === undefined ? undefined : store.get({group: '', resource: 'namespaces'}, info.namespace);
  if (!before && info.resource !== 'namespaces') checkNamespace(call, after, namespace);
  if (grantsRights(info.apiGroup ?? '', info.resource ?? '') && changesGrant(before, after)) {
    const subject = subjectOf(call, after.metadata.name);
    checkEscalation(rbac, {user: call.user, subject, namespace: info.namespace, object: after});
  }
  if (info.resource !== 'pods' || info.apiGroup !== '') return after;
  checkPodSecurity(call, after, namespace);
  return before ? after : podWithAccount(store, call, after);
}

function checkNamespace(call: Call, object: KubeObject, namespace: KubeObject | undefined): void {
  const {namespace: name} = call.info;
  if (name === undefined) return;
  if (!namespace) throw notFound({group: '', resource: 'namespaces', name});
  if (namespace.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    subjectOf(call, object.metadata.name),
    `unable to create new content in namespace ${name} because it is being terminated`,
    [{reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace'}],
  );
}

function checkPodSecurity(call: Call, pod: KubeObject, namespace: KubeObject | undefined): void {
  const {annotations} = call.record;
  const audited = levelOf(namespace, 'audit');
  const auditViolations = violations(pod, audited);
  if (auditViolations.length) {
    annotations['pod-security.kubernetes.io/audit-violations'] =
      `would violate PodSecurity "${audited}:latest": ${auditViolations.join(', ')}`;
  }
  const enforced = levelOf(namespace, 'enforce');
  annotations['pod-security.kubernetes.io/enforce-policy'] = `${enforced}:latest`;
  const found = violations(pod, enforced);
  if (found.length) {
    throw forbidden(
      subjectOf(call, pod.metadata.name),
      `violates PodSecurity "${enforced}:latest": ${found.join(', ')}`,
    );
  }
}

function podWithAccount(store: Store, call: Call, pod: KubeObject): KubeObject {
  const admitted = admittedPod(pod);
  const account = String((admitted.spec as {serviceAccountName: string}).serviceAccountName);
  const {namespace} = call.info;
  if (store.get({group: '', resource: 'serviceaccounts', namespace}, account)) return admitted;
  throw forbidden(
    subjectOf(call, pod.metadata.name),
    `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
  );
}
