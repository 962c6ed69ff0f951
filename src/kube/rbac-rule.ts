import type {RequestInfo} from './request-info.js';

/** The API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** One rule of a Role or ClusterRole; arrays that are absent grant nothing. */
export interface RbacRule {
  apiGroups?: string[] | undefined;
  resources?: string[] | undefined;
  resourceNames?: string[] | undefined;
  nonResourceURLs?: string[] | undefined;
  verbs: string[];
}

/**
 * Whether a rule allows a request, as the RBAC authorizer has it.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/v1/evaluation_helpers.go
 */
export function allows(rule: RbacRule, info: RequestInfo): boolean {
  if (!has(rule.verbs, info.verb)) return false;
  if (!info.isResource) return rule.nonResourceURLs?.some(pattern => allowsUrl(pattern, info.path)) ?? false;
  return (
    has(rule.apiGroups, info.apiGroup ?? '') &&
    allowsResource(rule.resources, info) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(info.name ?? ''))
  );
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list?.some(item => item === '*' || item === value) ?? false;

function allowsResource(resources: readonly string[] | undefined, {resource = '', subresource}: RequestInfo): boolean {
  if (subresource === undefined) return has(resources, resource);
  return resources?.some(r => ['*', `${resource}/${subresource}`, `*/${subresource}`].includes(r)) ?? false;
}

const allowsUrl = (pattern: string, path: string): boolean =>
  pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')));

/** The parts of what is to be granted that nobody who holds only `held` may grant; empty: all of it is held. */
export const notHeld = (held: readonly RbacRule[], granted: readonly RbacRule[]): RbacRule[] =>
  granted.flatMap(partsOfRule).filter(part => !held.some(own => includesPart(own, part)));

/** Cuts a rule into parts that one held rule must include whole: one verb on one thing each. */
export function partsOfRule(rule: RbacRule): RbacRule[] {
  const verbs = rule.verbs;
  const urls = (rule.nonResourceURLs ?? []).flatMap(url =>
    verbs.map(verb => ({nonResourceURLs: [url], verbs: [verb]})),
  );
  const names = rule.resourceNames?.length ? rule.resourceNames.map(name => ({resourceNames: [name]})) : [{}];
  const resources = (rule.apiGroups ?? []).flatMap(group =>
    (rule.resources ?? []).flatMap(resource =>
      verbs.flatMap(verb => names.map(name => ({apiGroups: [group], resources: [resource], verbs: [verb], ...name}))),
    ),
  );
  return [...urls, ...resources];
}

/** Whether a rule gives all of a part. */
export function includesPart(own: RbacRule, part: RbacRule): boolean {
  const all = (list: readonly string[] | undefined, values: readonly string[] | undefined) =>
    (values ?? []).every(value => list?.some(item => item === '*' || item === value));
  if (!all(own.verbs, part.verbs)) return false;
  if (part.nonResourceURLs) return all(own.nonResourceURLs, part.nonResourceURLs);
  const names =
    !own.resourceNames?.length || (part.resourceNames?.length ? all(own.resourceNames, part.resourceNames) : false);
  return all(own.apiGroups, part.apiGroups) && all(own.resources, part.resources) && names;
}
