import type {RbacRule} from '../../kube/rbac-rule.js';
import {requestInfo} from '../../kube/request-info.js';
import {containmentOf, partsOf, targetOf} from '../../scenario/containment.js';
import type {SimpleCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import {type RequestContext, toRequest} from '../../scenario/steps/request.js';
import type {Plan} from './plan.js';
import {createdInCluster, drillRequests, plannedContext} from './planned-requests.js';

const RBAC = 'rbac.authorization.k8s.io';
const rule = (apiGroup: string, resource: string, verbs: string[], names: string[] = []): RbacRule => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs,
  ...(names.length && {resourceNames: names}),
});

/** What the drill itself does whatever the scenarios: a namespace for each, and the canary. */
export const BASE: readonly RbacRule[] = [
  rule('', 'namespaces', ['create', 'delete', 'get']),
  rule('', 'serviceaccounts', ['create', 'get']),
  rule('', 'serviceaccounts/token', ['create']),
  rule('', 'configmaps', ['get']),
];

/**
 * What the drill needs to play one scenario: to bring its attacker into being (the grantor of a right must hold it, so
 * the attacker's rights are among them), to set up, to contain and to clean up.
 */
export function permissionsOf(scenario: Scenario, plan: Plan): RbacRule[] {
  const {actor} = scenario;
  const [own, everywhere] = 'serviceAccount' in actor ? [actor.rules ?? [], actor.clusterRules ?? []] : [[], []];
  const requests = drillRequests(scenario, plan).map(({method, path}) => requestInfo(method, path));
  return [
    ...(own.length ? [rule(RBAC, 'roles', ['create']), rule(RBAC, 'rolebindings', ['create'])] : []),
    ...(everywhere.length
      ? ['clusterroles', 'clusterrolebindings'].map(r => rule(RBAC, r, ['create', 'get', 'delete']))
      : []),
    ...[...own, ...everywhere],
    ...requests
      .filter(info => info.isResource)
      .map(info => rule(info.apiGroup ?? '', [info.resource, info.subresource].filter(Boolean).join('/'), [info.verb])),
    ...(plan.settings.respond ? responsePermissions(scenario, plan) : []),
    ...createdInCluster(scenario, plan).map(info => rule(info.apiGroup ?? '', info.resource ?? '', ['get', 'delete'])),
  ];
}

const PODS = rule('', 'pods', ['list']);

/** What the drill asks while people respond: who may do what, whether a token works, and how objects stand. */
const responsePermissions = (scenario: Scenario, plan: Plan): RbacRule[] => [
  rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
  rule('authentication.k8s.io', 'tokenreviews', ['create']),
  rule('apps', 'deployments', ['create']),
  PODS,
  ...containmentOf(scenario)
    .flatMap(partsOf)
    .flatMap(check => readsOf(check, plannedContext(scenario, plan))),
];

function readsOf(check: SimpleCheck, context: RequestContext): RbacRule[] {
  if ('absent' in check || 'drained' in check) return [PODS];
  if ('isolated' in check) return [PODS, rule('networking.k8s.io', 'networkpolicies', ['list'])];
  if ('cordoned' in check) return [rule('', 'nodes', ['list'])];
  const about = targetOf(check);
  if (!about) return [];
  const {apiGroup = '', resource = ''} = requestInfo('GET', toRequest({get: about.target}, context).path);
  return [rule(apiGroup, resource, ['get'])];
}

/** What the drill and its sources need for a whole plan, each thing once: the rules of a ClusterRole to apply. */
export const permissionsFor = (plan: Plan, sources: readonly RbacRule[] = []): RbacRule[] =>
  merged([...BASE, ...plan.scenarios.flatMap(s => permissionsOf(s, plan)), ...INVENTORY, ...sources]);

/** Lists by which clean-up is proven and images are looked for; what may not be listed is left out. */
const INVENTORY: readonly RbacRule[] = [
  rule('', 'namespaces', ['list']),
  rule('', 'persistentvolumes', ['list']),
  rule('', 'nodes', ['list']),
  rule(RBAC, 'clusterroles', ['list']),
  rule(RBAC, 'clusterrolebindings', ['list']),
];

/** Rules about the same things become one, with all their verbs. */
function merged(rules: readonly RbacRule[]): RbacRule[] {
  const byTarget = new Map<string, RbacRule>();
  for (const {verbs, ...target} of rules) {
    const key = JSON.stringify(Object.entries(target).sort());
    const known = byTarget.get(key);
    byTarget.set(key, {...target, verbs: [...new Set([...(known?.verbs ?? []), ...verbs])].sort()});
  }
  return [...byTarget.values()];
}
