import {RBAC_GROUP as RBAC, type RbacRule} from '../../kube/rbac-rule.js';
import type {ApiRequest} from '../../kube/request.js';
import {requestInfo} from '../../kube/request-info.js';
import {COLLECTIONS} from '../../run/inventory.js';
import {containmentOf, partsOf, targetOf} from '../../scenario/containment.js';
import type {SimpleCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import {type RequestContext, toRequest} from '../../scenario/steps/request.js';
import {type GroupedRule, groupedRules} from './grouped-rules.js';
import type {Plan} from './plan.js';
import {createdInCluster, drillRequests, plannedContext} from './planned-requests.js';

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
  const requests = drillRequests(scenario, plan);
  const infos = requests.map(({method, path}) => requestInfo(method, path));
  return [
    ...(own.length ? [rule(RBAC, 'roles', ['create']), rule(RBAC, 'rolebindings', ['create'])] : []),
    ...(everywhere.length
      ? ['clusterroles', 'clusterrolebindings'].map(r => rule(RBAC, r, ['create', 'get', 'delete']))
      : []),
    ...[...own, ...everywhere],
    ...infos
      .filter(info => info.isResource)
      .map(info => rule(info.apiGroup ?? '', [info.resource, info.subresource].filter(Boolean).join('/'), [info.verb])),
    ...requests.flatMap(grantedBy),
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
  ...(plan.settings.respond?.bystanders?.some(({kind}) => kind === 'cronjob')
    ? [rule('batch', 'cronjobs', ['create', 'get'])]
    : []),
  PODS,
  ...containmentOf(scenario)
    .flatMap(partsOf)
    .flatMap(check => readsOf(check, plannedContext(scenario, plan))),
];

function readsOf(check: SimpleCheck, context: RequestContext): RbacRule[] {
  if ('absent' in check || 'drained' in check) return [PODS];
  if ('isolated' in check) {
    return [
      ...[PODS, rule('networking.k8s.io', 'networkpolicies', ['list'])],
      // To see whether a pod still gets through, from within it.
      ...[rule('', 'services', ['get']), rule('discovery.k8s.io', 'endpointslices', ['list'])],
      rule('', 'pods/exec', ['get']),
    ];
  }
  if ('cordoned' in check) return [rule('', 'nodes', ['list'])];
  const about = targetOf(check);
  if (!about) return [];
  const {apiGroup = '', resource = ''} = requestInfo('GET', toRequest({get: about.target}, context).path);
  return [rule(apiGroup, resource, ['get'])];
}

/** What a request of the drill grants to others: a role takes the rights in it, a binding to a role of the cluster `bind`. */
function grantedBy({method, path, body}: ApiRequest): RbacRule[] {
  if (method === 'GET' || method === 'DELETE' || requestInfo(method, path).apiGroup !== RBAC) return [];
  const {rules, roleRef} = (body ?? {}) as {rules?: RbacRule[]; roleRef?: {kind: string; name: string}};
  // Of a role of the namespace the drill has the rights already: it made the role.
  return roleRef?.kind === 'ClusterRole' ? [rule(RBAC, 'clusterroles', ['bind'], [roleRef.name])] : (rules ?? []);
}

/** What every drill needs, whatever it plays: as it stands in the comments of a role. */
const EVERY = 'every drill';
const STACK = 'the sources of the stack';

/**
 * What the drill and its sources need for a whole plan, each thing once and with who needs it: the rules of a
 * ClusterRole to apply.
 */
export const permissionsFor = (plan: Plan, sources: readonly RbacRule[] = []): GroupedRule[] =>
  groupedRules(
    [
      {by: EVERY, rules: [...BASE, ...INVENTORY]},
      ...(sources.length ? [{by: STACK, rules: sources}] : []),
      ...plan.scenarios.map(scenario => ({by: scenario.id, rules: permissionsOf(scenario, plan)})),
    ],
    EVERY,
  );

/** Lists by which clean-up is proven, and images and nodes are looked for. A drill goes on without. */
export const INVENTORY: readonly RbacRule[] = [
  ...COLLECTIONS.map(path => requestInfo('GET', path)).map(({apiGroup = '', resource = ''}) =>
    rule(apiGroup, resource, ['list']),
  ),
  rule('', 'nodes', ['list']),
];
