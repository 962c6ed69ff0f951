import {notHeld, RBAC_GROUP, type RbacRule} from '../../../kube/rbac-rule.js';
import {type KubeObject, same} from '../objects.js';
import {forbidden, notFound, type Subject} from '../status.js';
import type {User} from './identity.js';
import type {Rbac} from './rbac.js';

/** What a write to an RBAC object would do. */
export interface RbacWrite {
  user: User;
  subject: Subject;
  namespace?: string | undefined;
  object: KubeObject;
}

/**
 * Nobody grants what they do not hold, unless they may `escalate` (roles) or `bind` (bindings).
 *
 * @throws StatusError 403 worded as the API server does; 404 for a binding to a role that is not there.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function checkEscalation(rbac: Rbac, write: RbacWrite): void {
  const {user, subject, namespace, object} = write;
  if (user.groups.includes('system:masters')) return;
  const isBinding = subject.resource.endsWith('bindings');
  const roleRef = object.roleRef as {kind: string; name: string} | undefined;
  const may = (verb: string, resource: string, name: string | undefined) =>
    rbac.authorize(user, {
      verb,
      path: '',
      isResource: true,
      apiGroup: RBAC_GROUP,
      resource,
      ...(namespace !== undefined && {namespace}),
      ...(name !== undefined && {name}),
    }).allowed;
  if (isBinding && roleRef) {
    const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
    if (may('bind', resource, roleRef.name)) return;
    const rules = rbac.rulesOfRole(roleRef, namespace);
    if (!rules) throw notFound({group: RBAC_GROUP, resource, name: roleRef.name});
    refuseNotHeld(rbac, write, rules);
    return;
  }
  if (may('escalate', subject.resource, object.metadata.name)) return;
  refuseNotHeld(rbac, write, (object.rules as RbacRule[] | undefined) ?? []);
}

function refuseNotHeld(rbac: Rbac, {user, subject, namespace}: RbacWrite, granted: readonly RbacRule[]): void {
  const missing = notHeld(rbac.rulesOf(user, namespace), granted);
  if (!missing.length) return;
  const groups = user.groups.map(group => `"${group}"`).join(' ');
  const rules = merged(missing).map(inGo).sort().join('\n');
  throw forbidden(
    subject,
    `user "${user.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${rules}`,
  );
}

/** Puts parts about the same thing together again: their verbs become one list. */
function merged(parts: readonly RbacRule[]): RbacRule[] {
  const byTarget = new Map<string, RbacRule>();
  for (const part of parts) {
    const key = JSON.stringify({...part, verbs: []});
    const known = byTarget.get(key);
    byTarget.set(key, known ? {...known, verbs: [...new Set([...known.verbs, ...part.verbs])]} : part);
  }
  return [...byTarget.values()];
}

/** `{APIGroups:["*"], Resources:["*"], Verbs:["*"]}`, as Go prints a rule. */
function inGo(rule: RbacRule): string {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ];
  const told = parts.filter(([, list]) => list?.length);
  return `{${told.map(([name, list]) => `${name}:[${list?.map(v => `"${v}"`).join(' ')}]`).join(', ')}}`;
}

/** Whether an object of this resource is checked for escalation. */
export const grantsRights = (group: string, resource: string): boolean =>
  group === RBAC_GROUP && ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'].includes(resource);

/** Whether a write changes what an RBAC object grants; labels alone may be changed by anybody who may patch. */
export const changesGrant = (before: KubeObject | undefined, after: KubeObject): boolean =>
  !before || ['rules', 'roleRef', 'subjects', 'aggregationRule'].some(key => !same(before[key], after[key]));
