import {allows, RBAC_GROUP, type RbacRule} from '../../../kube/rbac-rule.js';
import type {RequestInfo} from '../../../kube/request-info.js';
import type {KubeObject} from '../objects.js';
import type {Store} from '../store.js';
import type {User} from './identity.js';

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

/** A binding that concerns a user, and the rules that come with it. */
interface Grant {
  binding: KubeObject;
  role: {kind: string; name: string};
  subject: Subject;
  /** Undefined when the role is not there. */
  rules: RbacRule[] | undefined;
}

/** The authorizer's decision. `reason` is the text of the audit annotation. */
export interface Decision {
  allowed: boolean;
  reason: string;
}

/**
 * Role-based access control over the objects of a store.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export class Rbac {
  constructor(readonly store: Store) {}

  /** Whether a user may make a request: the first grant that allows it is the reason; else the roles that are missing. */
  authorize(user: User, info: RequestInfo): Decision {
    if (user.groups.includes('system:masters')) return {allowed: true, reason: ''};
    const missing = new Set<string>();
    for (const grant of this.#grants(user, info.namespace)) {
      if (!grant.rules) missing.add(notFoundText(grant.role));
      else if (grant.rules.some(rule => allows(rule, info))) return {allowed: true, reason: reasonOf(grant)};
    }
    return {allowed: false, reason: missingText([...missing])};
  }

  /** Every rule that a user holds: across the cluster, and in a namespace when one is named. */
  rulesOf(user: User, namespace?: string): RbacRule[] {
    if (user.groups.includes('system:masters')) return EVERYTHING;
    return [...this.#grants(user, namespace)].flatMap(grant => grant.rules ?? []);
  }

  /** The rules of the role that a binding refers to. */
  rulesOfRole(roleRef: {kind: string; name: string}, namespace: string | undefined): RbacRule[] | undefined {
    const isCluster = roleRef.kind === 'ClusterRole';
    const resource = isCluster ? 'clusterroles' : 'roles';
    const role = this.store.get(
      {group: RBAC_GROUP, resource, namespace: isCluster ? undefined : namespace},
      roleRef.name,
    );
    return role && ((role.rules as RbacRule[] | undefined) ?? []);
  }

  *#grants(user: User, namespace: string | undefined): Generator<Grant> {
    yield* this.#grantsOf('clusterrolebindings', user, undefined);
    if (namespace !== undefined) yield* this.#grantsOf('rolebindings', user, namespace);
  }

  *#grantsOf(resource: string, user: User, namespace: string | undefined): Generator<Grant> {
    for (const binding of this.store.list({group: RBAC_GROUP, resource, namespace})) {
      const subject = ((binding.subjects as Subject[] | undefined) ?? []).find(s => isSubject(s, user, namespace));
      const role = binding.roleRef as {kind: string; name: string};
      if (subject) yield {binding, role, subject, rules: this.rulesOfRole(role, namespace)};
    }
  }
}

/** What `system:masters` holds. */
const EVERYTHING: RbacRule[] = [
  {apiGroups: ['*'], resources: ['*'], verbs: ['*']},
  {nonResourceURLs: ['*'], verbs: ['*']},
];

/** A service account without a namespace is one of the binding's own. */
function isSubject(subject: Subject, user: User, namespace: string | undefined): boolean {
  if (subject.kind === 'User') return subject.name === user.username;
  if (subject.kind === 'Group') return user.groups.includes(subject.name);
  const home = subject.namespace || namespace;
  return home !== undefined && user.username === `system:serviceaccount:${home}:${subject.name}`;
}

/** `RBAC: allowed by RoleBinding "b/ns" of Role "r" to ServiceAccount "sa/ns"`. */
function reasonOf({binding, role, subject}: Grant): string {
  const {name, namespace} = binding.metadata;
  const where = namespace === undefined ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`;
  const home = subject.namespace || namespace;
  const whom = subject.kind === 'ServiceAccount' ? `${subject.name}/${home}` : subject.name;
  return `RBAC: allowed by ${where} of ${role.kind} "${role.name}" to ${subject.kind} "${whom}"`;
}

const notFoundText = ({kind, name}: Grant['role']): string => `${kind.toLowerCase()}.${RBAC_GROUP} "${name}" not found`;

const missingText = (texts: readonly string[]): string =>
  texts.length ? `RBAC: ${texts.length > 1 ? `[${texts.join(', ')}]` : texts[0]}` : '';
