/**
 * What the API server makes of a request before anything else looks at it: authorisation, the audit policy and the
 * `objectRef` of the audit event all go by this.
 *
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/endpoints/request/requestinfo.go
 */
export interface RequestInfo {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; lower-case method elsewhere. */
  verb: string;
  /** Path without its query. */
  path: string;
  isResource: boolean;
  /** `''` for the core group. */
  apiGroup?: string;
  apiVersion?: string;
  namespace?: string;
  resource?: string;
  subresource?: string;
  name?: string;
}

const VERBS: Record<string, string> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
/** Of a namespace itself; anything else after `namespaces/NAME/` is a resource in that namespace. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** Reads a method and a path with its query as the API server does. */
export function requestInfo(method: string, pathWithQuery: string): RequestInfo {
  const url = new URL(pathWithQuery, 'http://api');
  const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const outside: RequestInfo = {verb: method.toLowerCase(), path: url.pathname, isResource: false};
  const group = groupOf(parts);
  if (!group) return outside;
  const [, , ...rest] = group.parts;
  const isOldWatch = rest[0] === 'watch' && rest.length > 1;
  const {namespace, resource, name, subresource} = target(isOldWatch ? rest.slice(1) : rest);
  if (resource === undefined) return outside;
  const selected = name ?? selectedName(url.searchParams);
  const verb = isOldWatch ? 'watch' : verbOf(method, name, url.searchParams);
  const kept = name ?? (['list', 'watch', 'deletecollection'].includes(verb) ? selected : undefined);
  return {
    verb,
    path: url.pathname,
    isResource: true,
    apiGroup: group.apiGroup,
    apiVersion: group.apiVersion,
    resource,
    ...(namespace !== undefined && {namespace}),
    ...(subresource !== undefined && {subresource}),
    ...(kept !== undefined && {name: kept}),
  };
}

/** Group and version, with the parts cut so that two stand before the resource; undefined for discovery and the like. */
function groupOf(parts: string[]): {apiGroup: string; apiVersion: string; parts: string[]} | undefined {
  const [root, first = '', second = ''] = parts;
  if (root === 'api' && parts.length > 2) return {apiGroup: '', apiVersion: first, parts};
  if (root === 'apis' && parts.length > 3) return {apiGroup: first, apiVersion: second, parts: parts.slice(1)};
  return undefined;
}

function target(parts: readonly string[]): Pick<RequestInfo, 'namespace' | 'resource' | 'name' | 'subresource'> {
  const inNamespace = parts[0] === 'namespaces' && parts[1] !== undefined;
  const nested = inNamespace && parts[2] !== undefined && !NAMESPACE_SUBRESOURCES.includes(parts[2]);
  const [resource, name, subresource] = nested ? parts.slice(2) : parts;
  return {
    ...(inNamespace && {namespace: parts[1]}),
    ...(resource !== undefined && {resource}),
    ...(name !== undefined && {name}),
    ...(subresource !== undefined && {subresource}),
  } as Pick<RequestInfo, 'namespace' | 'resource' | 'name' | 'subresource'>;
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  const verb = VERBS[method] ?? method.toLowerCase();
  if (name !== undefined) return verb;
  if (verb === 'get') return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

/** A list by `fieldSelector=metadata.name=…` is authorised and audited as one of that object. */
const selectedName = (query: URLSearchParams): string | undefined =>
  /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1];
