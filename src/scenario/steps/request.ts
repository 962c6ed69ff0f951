import type {ApiRequest} from '../../kube/request.js';
import {type Resource, resourceNamed, resourceOfKind, rootPath} from '../../kube/resources.js';
import {parseDuration} from '../../lib/duration.js';
import {usageError} from '../../lib/errors.js';
import {ACTION_NAMES, type Action, type Step, type StepOf} from './step.js';
import {streamRequest} from './stream-request.js';
import {render, renderAll, type TemplateValues} from './template.js';

/** What a step needs to become a request: the names of its execution, and the labels of what it creates. */
export interface RequestContext {
  names: TemplateValues;
  labels: Record<string, string>;
  /** Fills `{{ … }}` in a text. */
  render(text: string): string;
}

export const requestContext = (names: TemplateValues, labels: Record<string, string> = {}): RequestContext => ({
  names,
  labels,
  render: text => render(text, names),
});

const DEFAULT_WATCH_MS = 1000;
const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

/** Actions that the drill does itself, without a request of their own to the API server. */
const LOCAL = ['node', 'keyPair', 'wait'] as const;
/** A step that sends a request to the API server. */
export type RequestStep = StepOf<Exclude<Action, (typeof LOCAL)[number]>>;

/** Whether a step sends a request to the API server. */
export const isRequest = (step: Step): step is RequestStep => !LOCAL.some(action => action in step);

/** The action that a step names. */
export const actionOf = (step: Step): Action => ACTION_NAMES.find(name => name in step) ?? 'request';

/** What a read, a deletion or a containment check names. */
export interface Target {
  resource: string;
  apiVersion?: string | undefined;
  namespace?: string | undefined;
  name?: string | undefined;
}

/**
 * The request that a step makes.
 *
 * @throws DrillError (exit code 2) for a resource that is not built in and has no apiVersion.
 */
export function toRequest(step: RequestStep | {get: Target} | {delete: Target}, context: RequestContext): ApiRequest {
  const filled = renderAll(step as RequestStep, context.names);
  const own = context.names.namespace;
  if ('create' in filled) return tried(filled, manifestRequest('POST', filled.create, context));
  if ('apply' in filled) return tried(filled, manifestRequest('PATCH', filled.apply, context));
  if ('get' in filled) return {method: 'GET', path: pathOf(filled.get, own)};
  if ('list' in filled)
    return {method: 'GET', path: collectionPath(filled.list) + query(filled.list, filled.list.limit)};
  if ('watch' in filled) return watchRequest(filled.watch);
  if ('patch' in filled) return tried(filled, patchRequest(filled.patch, own));
  if ('replace' in filled) {
    return tried(filled, {method: 'PUT', path: pathOf(filled.replace, own), body: filled.replace.body});
  }
  if ('delete' in filled) {
    return tried(filled, {method: 'DELETE', path: pathOf(filled.delete, own) + query(filled.delete)});
  }
  if ('exec' in filled || 'attach' in filled || 'portForward' in filled) return streamRequest(filled, own);
  const {method, path, headers, body} = filled.request;
  return {method, path, ...(headers && {headers}), ...(body !== undefined && {body})};
}

/** With `dryRun`, the server goes through everything but the storing. */
function tried({dryRun}: {dryRun?: true | undefined}, request: ApiRequest): ApiRequest {
  if (!dryRun) return request;
  return {...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}dryRun=All`};
}

type Of<K extends Action> = StepOf<K>[K & keyof StepOf<K>];

function manifestRequest(method: 'POST' | 'PATCH', manifest: Of<'create'>, context: RequestContext): ApiRequest {
  const resource = resourceOfKind(manifest.kind, manifest.apiVersion) ?? guessed(manifest.kind, manifest.apiVersion);
  const namespace = resource.namespaced ? (manifest.metadata?.namespace ?? context.names.namespace) : undefined;
  const metadata = {
    ...manifest.metadata,
    ...(namespace !== undefined && {namespace}),
    labels: {...(manifest.metadata as {labels?: object} | undefined)?.labels, ...context.labels},
  };
  const body = {...manifest, metadata};
  const collection = basePath(resource.apiVersion, namespace) + resource.plural;
  if (method === 'POST') return {method, path: collection, body};
  const name = manifest.metadata?.name;
  if (name === undefined) throw usageError('apply needs metadata.name');
  const path = `${collection}/${name}?fieldManager=kubedrill&force=true`;
  return {method, path, contentType: 'application/apply-patch+yaml', body};
}

/** A custom resource: its plural by English rules, as nearly all of them have it. */
function guessed(kind: string, apiVersion: string): Resource {
  return {kind, plural: `${kind.toLowerCase()}s`, apiVersion, namespaced: true};
}

function watchRequest(watch: Of<'watch'>): ApiRequest {
  const watchMs = parseDuration(watch.for ?? '') ?? DEFAULT_WATCH_MS;
  const seconds = Math.max(1, Math.round(watchMs / 1000));
  const path = `${collectionPath(watch)}${query({...watch, watch: 'true', timeoutSeconds: String(seconds)})}`;
  return {method: 'GET', path, watchMs: watchMs + 5000};
}

function patchRequest(patch: Of<'patch'>, own: string): ApiRequest {
  return {method: 'PATCH', path: pathOf(patch, own), contentType: PATCH_TYPES[patch.type], body: patch.body};
}

function basePath(apiVersion: string, namespace: string | undefined): string {
  const group = rootPath(apiVersion);
  return namespace === undefined ? `${group}/` : `${group}/namespaces/${namespace}/`;
}

function known(target: Target): Pick<Resource, 'apiVersion' | 'namespaced'> {
  const resource = resourceNamed(target.resource, target.apiVersion);
  if (resource) return resource;
  if (target.apiVersion === undefined) {
    throw usageError(`${target.resource} is not a built-in resource`, ['name its group and version with `apiVersion`']);
  }
  return {apiVersion: target.apiVersion, namespaced: true};
}

/** The path of one object; without a name, of all in its namespace. */
function pathOf(target: Target, own: string): string {
  const {apiVersion, namespaced} = known(target);
  const [plural, ...subresource] = target.resource.split('/');
  const base = basePath(apiVersion, namespaced ? (target.namespace ?? own) : undefined);
  return [base + plural, ...(target.name === undefined ? [] : [target.name]), ...subresource].join('/');
}

/** The path of a collection: across all namespaces when none is named. */
function collectionPath(target: Target): string {
  const {apiVersion, namespaced} = known(target);
  return basePath(apiVersion, namespaced ? target.namespace : undefined) + target.resource;
}

const QUERY_KEYS = ['labelSelector', 'fieldSelector', 'watch', 'timeoutSeconds'] as const;

function query(options: Partial<Record<(typeof QUERY_KEYS)[number], string | undefined>>, limit?: number): string {
  const pairs = QUERY_KEYS.flatMap(key =>
    options[key] === undefined ? [] : [`${key}=${encodeURIComponent(options[key])}`],
  );
  if (limit !== undefined) pairs.push(`limit=${limit}`);
  return pairs.length ? `?${pairs.join('&')}` : '';
}
