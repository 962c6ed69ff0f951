import type {RequestInfo} from './request-info.js';

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
