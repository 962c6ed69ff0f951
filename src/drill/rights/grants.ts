import {CLUSTER_ROLES} from '../../cluster/simulated/bootstrap/roles.js';
import {RBAC_GROUP, type RbacRule} from '../../kube/rbac-rule.js';
import type {ApiRequest} from '../../kube/request.js';
import {requestInfo} from '../../kube/request-info.js';

/** Somebody as the authorizer knows them. */
export interface User {
  username: string;
  groups: readonly string[];
}

/** The rules that somebody holds in a namespace, as far as a scenario tells. */
export interface Holding {
  rules: RbacRule[];
  /** True when they may hold more: a role or a change that the scenario does not spell out. */
  unclear: boolean;
}

interface RoleRef {
  kind: string;
  name: string;
}
interface Subject extends RoleRef {
  namespace?: string;
}
interface Binding {
  roleRef: RoleRef;
  subjects: readonly Subject[];
  /** Where it holds; absent: across the cluster. */
  namespace: string | undefined;
}
interface RbacObject {
  kind?: string;
  metadata?: {name?: string};
  rules?: RbacRule[];
  aggregationRule?: unknown;
  roleRef?: RoleRef;
  subjects?: Subject[];
}

/**
 * Who holds which rights by a scenario's own words: what every cluster grants, and the roles and bindings that its steps
 * write. Fed with the requests of a scenario in order, it knows at each what held before.
 */
export class Grants {
  readonly #roles = new Map<string, RbacRule[]>();
  readonly #bindings: Binding[] = [];
  readonly #given: {user: string; rules: readonly RbacRule[]; namespace: string | undefined}[] = [];
  #unclear = false;

  /** Gives rules to a user; without a namespace across the cluster. */
  give(user: string, rules: readonly RbacRule[], namespace?: string): void {
    this.#given.push({user, rules, namespace});
  }

  /** Takes note of what a request grants, if it is about roles or bindings. */
  note({method, path, body, contentType}: ApiRequest): void {
    const {isResource, apiGroup, namespace} = requestInfo(method, path);
    if (!isResource || apiGroup !== RBAC_GROUP || method === 'GET' || method === 'DELETE') return;
    const object = (body ?? {}) as RbacObject;
    const isWhole = method !== 'PATCH' || contentType === 'application/apply-patch+yaml';
    if (isWhole && object.roleRef) {
      this.#bindings.push({roleRef: object.roleRef, subjects: object.subjects ?? [], namespace});
    } else if (isWhole && object.rules && !object.aggregationRule) {
      this.#roles.set(keyOf(object.kind, object.metadata?.name, namespace), object.rules);
    } else this.#unclear = true;
  }

  /** The rules of a role; undefined where the scenario does not tell. */
  rulesOf({kind, name}: RoleRef, namespace: string | undefined): RbacRule[] | undefined {
    const own = this.#roles.get(keyOf(kind, name, kind === 'ClusterRole' ? undefined : namespace));
    return own ?? (name === 'cluster-admin' ? CLUSTER_ROLES[name]?.rules : undefined);
  }

  /** What a user holds in a namespace; without one, across the cluster. */
  heldBy(user: User, namespace: string | undefined): Holding {
    const reaches = (where: string | undefined) => where === undefined || where === namespace;
    const given = this.#given.filter(g => g.user === user.username && reaches(g.namespace)).flatMap(g => g.rules);
    const bound = this.#bindings
      .filter(b => reaches(b.namespace) && b.subjects.some(subject => isSubject(subject, user)))
      .map(b => this.rulesOf(b.roleRef, b.namespace));
    return {
      rules: [...everybodys(user), ...given, ...bound.flatMap(rules => rules ?? [])],
      unclear: this.#unclear || bound.includes(undefined),
    };
  }
}

const keyOf = (kind = '', name = '', namespace = ''): string => `${kind} ${namespace}/${name}`;

const isSubject = ({kind, name, namespace}: Subject, {username, groups}: User): boolean =>
  kind === 'Group'
    ? groups.includes(name)
    : username === (kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name);

/** What every cluster grants to whom it knows, and to whom it does not. */
const everybodys = ({groups}: User): RbacRule[] =>
  Object.values(CLUSTER_ROLES).flatMap(({rules, subjects = []}) =>
    subjects.some(s => s.kind === 'Group' && groups.includes(s.name)) ? rules : [],
  );
