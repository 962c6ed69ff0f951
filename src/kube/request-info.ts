import {dictionary} from '../lib/json/dictionary.js';
/**
 * What the API server makes of a request before anything else looks at it: authorisation, the audit policy and the
 * `objectRef` of the audit event all go by this. What it finds nothing for is absent.
 *
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/endpoints/request/requestinfo.go
 */
export interface RequestInfo {
  /**
   * `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, `proxy`, or nothing for a method
   * that Kubernetes has no verb for; outside of resources the method in lower case.
   */
  verb: string;
  /** Path without its query, decoded. */
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

const VERBS: Record<string, string> = dictionary({
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
});
/** Verbs that stand in the path, before the resource: long out of use, and still understood. */
const PATH_VERBS = ['watch', 'proxy'];
/** Of a namespace itself; anything else after `namespaces/NAME/` is a resource in that namespace. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** Reads a method and the request target, a path with its query, as the API server does. */
export function requestInfo(method: string, target: string): RequestInfo {
  const [raw = '', query = ''] = splitOnce(target, '?');
  const path = decoded(raw);
  const outside: RequestInfo = {verb: method.toLowerCase(), path, isResource: false};
  const group = groupOf(partsOf(path));
  if (!group) return outside;
  const {apiGroup, apiVersion, rest} = group;
  const pathVerb = PATH_VERBS.find(verb => verb === rest[0]);
  // A verb and nothing after it: the server answers 500 and leaves no trace.
  if (pathVerb && rest.length < 2) return {...outside, isResource: true, apiGroup, apiVersion};
  const object = objectOf(pathVerb ? rest.slice(1) : rest, pathVerb !== 'proxy');
  const verb = pathVerb ?? VERBS[method] ?? '';
  const collection = object.name ? {verb} : collectionOf(verb, new URLSearchParams(query));
  return {path, isResource: true, apiGroup, apiVersion, ...present(object), ...collection};
}

/** Subresources whose answer goes on for as long as somebody listens. */
const STREAMED = ['exec', 'attach', 'portforward', 'log', 'proxy'];

/**
 * Whether an answer goes on: such a request is audited when its answer begins (ResponseStarted) and when it ends.
 *
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/server/filters/longrunning.go and the options of
 * kube-apiserver
 */
export const isLongRunning = ({verb, path, isResource, subresource = ''}: RequestInfo): boolean =>
  PATH_VERBS.includes(verb) || (isResource ? STREAMED.includes(subresource) : path.startsWith('/debug/pprof/'));

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** An encoded slash separates as a plain one does. What cannot be decoded the server refuses before it looks at it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Slashes at both ends count for nothing; two in a row have an empty part between them. */
function partsOf(path: string): string[] {
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  return trimmed ? trimmed.split('/') : [];
}

/** Group, version and what comes after; undefined for discovery and other paths that are not resources. */
function groupOf(parts: string[]): {apiGroup: string; apiVersion: string; rest: string[]} | undefined {
  const [root, first = '', second = ''] = parts;
  if (root === 'api' && parts.length > 2) return {apiGroup: '', apiVersion: first, rest: parts.slice(2)};
  if (root === 'apis' && parts.length > 3) return {apiGroup: first, apiVersion: second, rest: parts.slice(3)};
  return undefined;
}

type ObjectPath = Partial<Record<'namespace' | 'resource' | 'name' | 'subresource', string | undefined>>;

function objectOf(parts: readonly string[], mayHaveSubresource: boolean): ObjectPath {
  const namespace = parts[0] === 'namespaces' ? parts[1] : undefined;
  const nested = namespace !== undefined && parts[2] !== undefined && !NAMESPACE_SUBRESOURCES.includes(parts[2]);
  const [resource, name, subresource] = nested ? parts.slice(2) : parts;
  return {namespace, resource, name, subresource: mayHaveSubresource ? subresource : undefined};
}

const present = (object: ObjectPath): Partial<Record<keyof ObjectPath, string>> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value)) as Partial<Record<keyof ObjectPath, string>>;

/** The verb of a request that names no object; a list or watch may name one in its field selector. */
function collectionOf(verb: string, query: URLSearchParams): Pick<RequestInfo, 'verb' | 'name'> {
  if (verb === 'delete') return {verb: 'deletecollection'};
  if (verb !== 'get') return {verb};
  const watches = isSet(query.get('watch')) ? 'watch' : 'list';
  const name = hasBadNumber(query) ? undefined : selectedName(query.get('fieldSelector') ?? '');
  return {verb: watches, ...(name && {name})};
}

/** Whatever is there and not said to be false is true: `watch=`, `watch=no`. */
const isSet = (value: string | null): boolean => value !== null && value !== '0' && value.toLowerCase() !== 'false';

/** One option that cannot be read makes the server forget the others. */
const hasBadNumber = (query: URLSearchParams): boolean =>
  ['limit', 'timeoutSeconds'].some(name => !/^[+-]?\d+$/.test(query.get(name) ?? '0'));

/** A list by `fieldSelector=metadata.name=…` is authorised and audited as one of that object. */
function selectedName(selector: string): string | undefined {
  const terms = (selector.match(/(?:\\.|[^\\,])+\\?/gs) ?? []).sort().map(term => /^(.*?)(!=|==|=)(.*)$/s.exec(term));
  const values = terms.map(term => (term ? unescaped(term[3] ?? '') : undefined));
  if (values.includes(undefined)) return undefined;
  const index = terms.findIndex(term => term?.[1] === 'metadata.name' && term[2] !== '!=');
  const name = values[index];
  return name === undefined || name === '.' || name === '..' || /[/%]/.test(name) ? undefined : name;
}

/** The value of a term without its escapes; undefined where it cannot be read. */
const unescaped = (value: string): string | undefined =>
  /^(?:\\[\\,=]|[^\\,=])*$/.test(value) ? value.replace(/\\(.)/gs, '$1') : undefined;
