import {requestInfo} from '../audit/request-info.js';
import type {Claim} from '../sources/claim.js';
import {type Execution, NODE_COMMAND, type OwnRequest} from './execution.js';

/** Whether a claim is about what goes on in a pod, not about a request: system calls and metrics name no user. */
export const isAboutPod = (claim: Claim): boolean =>
  claim.pod !== undefined && REQUEST.every(field => claim[field] === undefined);

/** What only a request has. */
const REQUEST = ['auditId', 'user', 'userAgent', 'uri', 'verb'] as const;

/**
 * The request of ours that set off what goes on in one of our pods: the newest that entered or changed this pod, or the
 * workload it belongs to, before it happened. Only we act in a pod whose namespace or name carries our token.
 */
export function causeIn(claim: Claim, execution: Execution): OwnRequest | undefined {
  const {namespace, pod} = claim;
  if (namespace === undefined || pod === undefined) return undefined;
  if (![namespace, pod].some(text => text.includes(execution.token))) return undefined;
  const causes = [...execution.requests.values()].filter(request => acts(request, namespace, pod));
  return latest(causes, claim.at);
}

/** The newest of some requests, where they are not all of one purpose: of those sent by then. */
function latest(requests: readonly OwnRequest[], at: string | undefined): OwnRequest | undefined {
  if (new Set(requests.map(r => r.purpose)).size <= 1) return requests.at(-1);
  const then = Date.parse(at ?? '');
  return requests.findLast(request => request.sentAtWall <= then);
}

/** Whether a claim is about a process on a node, outside of any pod. */
export const isAboutProcess = (claim: Claim): boolean =>
  claim.command !== undefined && claim.pod === undefined && REQUEST.every(field => claim[field] === undefined);

/** The command of ours on a node that a claim is about: no two are alike, for each carries the execution's token. */
export function commandOf({command, at}: Claim, {requests, token}: Execution): OwnRequest | undefined {
  if (!command?.includes(token)) return undefined;
  return latest(
    [...requests.values()].filter(r => r.method === NODE_COMMAND && r.path === command),
    at,
  );
}

/** How a claim says that it is about some pod of a namespace. */
const ANY = '*';
/** What makes pods, named after it. */
const WORKLOADS = new Set([
  'deployments',
  'daemonsets',
  'statefulsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
]);

/** Subresources of a pod that reach into it, though their verb may be `get`. */
const ENTERING = ['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers'];

function acts({method, path, target}: OwnRequest, namespace: string, pod: string): boolean {
  const asked = requestInfo(method, path);
  if (asked.namespace !== namespace) return false;
  if (['get', 'list', 'watch'].includes(asked.verb) && !ENTERING.includes(asked.subresource ?? '')) return false;
  const {name, resource} = requestInfo('GET', target);
  if (name === undefined) return false;
  if (resource === 'pods') return pod === ANY || pod === name;
  return WORKLOADS.has(resource ?? '') && (pod === ANY || pod === name || pod.startsWith(`${name}-`));
}
