import {isAuditField} from './audit-fields.js';

/**
 * Fields that public rules name without their place, as some converter's pipeline has them, with where they stand in
 * an audit event.
 */
const ALIASES: Readonly<Record<string, string>> = {
  resource: 'objectRef.resource',
  subresource: 'objectRef.subresource',
  apiGroup: 'objectRef.apiGroup',
  namespace: 'objectRef.namespace',
  name: 'objectRef.name',
  username: 'user.username',
  groups: 'user.groups',
  capabilities: 'requestObject.spec.containers.securityContext.capabilities.add',
  privileged: 'requestObject.spec.containers.securityContext.privileged',
  hostPath: 'requestObject.spec.volumes.hostPath.path',
  hostNetwork: 'requestObject.spec.hostNetwork',
  hostPID: 'requestObject.spec.hostPID',
  hostIPC: 'requestObject.spec.hostIPC',
};
/** Under which the Elastic integration keeps the event. */
const PREFIX = 'kubernetes.audit.';
const DECISIONS = ['allow', 'forbid'];

/**
 * The field of an audit event that a rule's author meant by another; undefined when it is one already, or when nobody
 * can tell. A decision is looked for where the authorizer writes it, not in the HTTP status.
 */
export function repairedField(path: string, values: readonly unknown[]): string | undefined {
  const isDecision = values.length > 0 && values.every(value => DECISIONS.includes(String(value).toLowerCase()));
  if (path === 'responseStatus.code' && isDecision) return 'annotations.authorization.k8s.io/decision';
  if (path.startsWith(PREFIX)) return repairedField(path.slice(PREFIX.length), values) ?? path.slice(PREFIX.length);
  return !isAuditField(path) && Object.hasOwn(ALIASES, path) ? ALIASES[path] : undefined;
}
