import type {ApiRequest} from '../../kube/request.js';

/** API groups and subresources whose POST answers a question and stores nothing. */
const STORES_NOTHING =
  /\/apis\/(authorization|authentication)\.k8s\.io\/|\/(token|eviction|binding|exec|attach|portforward|proxy)$/;

/**
 * The API path of the object that a request would create, or undefined when it creates none. An object whose name the
 * server chooses has no path yet: it goes with its namespace, or is found by its label.
 */
export function createdPath(request: ApiRequest): string | undefined {
  const url = new URL(request.path, 'http://api');
  if (url.searchParams.has('dryRun')) return undefined;
  if (request.method === 'PATCH') return isApply(request) ? url.pathname : undefined;
  if (request.method !== 'POST' || STORES_NOTHING.test(url.pathname)) return undefined;
  const name = (request.body as {metadata?: {name?: string}} | undefined)?.metadata?.name;
  return name === undefined ? undefined : `${url.pathname}/${name}`;
}

const isApply = (request: ApiRequest): boolean => request.contentType?.startsWith('application/apply-patch') ?? false;
