import {type RequestInfo, requestInfo} from '../../../kube/request-info.js';
import type {Claim} from '../../../sources/claim.js';
import {type Execution, NODE_COMMAND, type OwnRequest} from '../../execution.js';
import {newestOfOnePurpose, onePurpose} from './by-purpose.js';

/**
 * Whether a claim is about an object, or what goes on in a pod, and not about a request: violations of a policy, events
 * of the cluster, system calls and metrics name no user.
 */
export const isAboutObject = (claim: Claim): boolean =>
  (claim.pod !== undefined || claim.object !== undefined) && isAboutNoRequest(claim);

/** What only a request has. */
const REQUEST = ['auditId', 'user', 'userAgent', 'uri', 'verb'] as const;
const isAboutNoRequest = (claim: Claim): boolean => REQUEST.every(field => claim[field] === undefined);

/**
 * The request of ours that brought about what a claim says of an object, or of what goes on in a pod. Only we, and who
 * acts for us, change what carries our token in its name or namespace.
 */
export function causeIn(claim: Claim, execution: Execution): OwnRequest | undefined {
  const thing = thingOf(claim);
  if (thing?.name === undefined) return undefined;
  if (![thing.namespace, thing.name].some(text => text?.includes(execution.token))) return undefined;
  const causes = nearest(
    [...execution.requests.values()].filter(request => acts(request, thing)),
    thing,
  );
  // What is found of an object that was changed for several purposes may have been so before the attack.
  if (!thing.entered || onePurpose(causes)) return newestOfOnePurpose(causes, claim.at);
  return causes.findLast(r => r.sentAtWall <= Date.parse(claim.at ?? ''));
}

/** What a claim is about. A pod in which something goes on is entered, too; an object as it stands is only changed. */
interface Thing extends Pick<RequestInfo, 'apiGroup' | 'resource' | 'namespace' | 'name'> {
  entered: boolean;
}

function thingOf({object, namespace, pod}: Claim): Thing | undefined {
  if (object !== undefined) return {...requestInfo('GET', object), entered: false};
  if (namespace === undefined || pod === undefined) return undefined;
  return {apiGroup: '', resource: 'pods', namespace, name: pod, entered: true};
}

/** Whether a claim is about a process on a node, outside of any pod. */
export const isAboutProcess = (claim: Claim): boolean =>
  claim.command !== undefined && claim.pod === undefined && isAboutNoRequest(claim);

/** The command of ours on a node that a claim is about: no two are alike, for each carries the execution's token. */
export function commandOf({command, at}: Claim, {requests, token}: Execution): OwnRequest | undefined {
  if (!command?.includes(token)) return undefined;
  return newestOfOnePurpose(
    [...requests.values()].filter(r => r.method === NODE_COMMAND && r.path === command),
    at,
  );
}

/** How a claim says that it is about some pod of a namespace. */
const ANY = '*';
/** What makes pods, named after it, and what it makes on the way there. */
const WORKLOADS = new Set([
  'deployments',
  'daemonsets',
  'statefulsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
]);
const MADE_BY_WORKLOADS = new Set(['pods', 'replicasets', 'jobs']);

/** Subresources of a pod that reach into it, though their verb may be `get`. */
const ENTERING = ['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers'];

function acts({method, path, target}: OwnRequest, thing: Thing): boolean {
  const asked = requestInfo(method, path);
  if (asked.namespace !== thing.namespace) return false;
  const reads = ['get', 'list', 'watch'].includes(asked.verb);
  if (reads && !(thing.entered && ENTERING.includes(asked.subresource ?? ''))) return false;
  const {name, resource, apiGroup} = requestInfo('GET', target);
  if (name === undefined) return false;
  if (resource === thing.resource && apiGroup === thing.apiGroup) return thing.name === ANY || thing.name === name;
  if (!WORKLOADS.has(resource ?? '') || !MADE_BY_WORKLOADS.has(thing.resource ?? '')) return false;
  return thing.name === ANY || thing.name === name || (thing.name ?? '').startsWith(`${name}-`);
}

/** Of workloads `web` and `web-2`, the pod `web-2-x` belongs to the one whose name is longer. */
function nearest(causes: readonly OwnRequest[], {name}: Thing): readonly OwnRequest[] {
  if (name === ANY) return causes;
  const length = ({target}: OwnRequest) => requestInfo('GET', target).name?.length ?? 0;
  const longest = Math.max(...causes.map(length));
  return causes.filter(cause => length(cause) === longest);
}
