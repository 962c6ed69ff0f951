import {randomUUID} from 'node:crypto';
import {requestInfo} from '../../audit/request-info.js';
import {type Check, failed, ok, type PreflightInput, warning} from './check.js';
import {attackRequests} from './requests.js';

const TITLE = 'permissions of the drill';

/** What the drill itself does on every cluster, whatever the scenarios. */
const ALWAYS: readonly (readonly [verb: string, group: string, resource: string])[] = [
  ['create', '', 'namespaces'],
  ['delete', '', 'namespaces'],
  ['create', '', 'serviceaccounts'],
  ['create', '', 'serviceaccounts/token'],
  ['create', 'rbac.authorization.k8s.io', 'roles'],
  ['create', 'rbac.authorization.k8s.io', 'clusterroles'],
  ['create', 'rbac.authorization.k8s.io', 'clusterrolebindings'],
  ['delete', 'rbac.authorization.k8s.io', 'clusterrolebindings'],
  ['bind', 'rbac.authorization.k8s.io', 'clusterroles'],
  ['escalate', 'rbac.authorization.k8s.io', 'clusterroles'],
];

/** Whether the drill may set up and clean up, asked of the server. */
export const drillPermissions: Check = async input => {
  const refused: string[] = [];
  for (const [verb, group, resource] of ALWAYS) {
    if (!(await mayI(input, verb, group, resource))) refused.push(`${verb} ${resource}`);
  }
  if (!refused.length) return [ok('permissions', TITLE, 'the drill may set up, act and clean up')];
  return [failed('permissions', TITLE, `the drill may not: ${refused.join(', ')}`, ['use a kubeconfig user that may'])];
};

async function mayI({client, abort}: PreflightInput, verb: string, group: string, full: string): Promise<boolean> {
  const [resource, subresource] = full.split('/');
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {resourceAttributes: {verb, group, resource, ...(subresource && {subresource})}},
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await client.send({method: 'POST', path, body}, {auditId: randomUUID(), signal: abort});
  return (answer.body as {status?: {allowed?: boolean}}).status?.allowed === true;
}

/** Whether the rules of each service account cover what its scenario will ask for: without them it proves nothing. */
export const actorPermissions: Check = async ({plan}) => {
  const findings = plan.scenarios.flatMap(scenario => {
    const {actor} = scenario;
    if (!('serviceAccount' in actor)) return [];
    const granted = [...(actor.rules ?? []), ...(actor.clusterRules ?? [])];
    const lacking = attackRequests(scenario, plan)
      .filter(r => r.as === 'actor')
      .map(r => requestInfo(r.method, r.path))
      .filter(info => info.isResource && !granted.some(rule => covers(rule, info)))
      .map(info => `${info.verb} ${[info.resource, info.subresource].filter(Boolean).join('/')}`);
    if (!lacking.length) return [];
    const detail = `${actor.serviceAccount} has no rule for: ${[...new Set(lacking)].join(', ')}`;
    return [
      warning(
        'actor',
        'permissions of the attacker',
        detail,
        ['add it to actor.rules or actor.clusterRules'],
        scenario.id,
      ),
    ];
  });
  return findings.length
    ? findings
    : [ok('actor', 'permissions of the attackers', 'each has just what its attack needs')];
};

interface Rule {
  apiGroups?: string[] | undefined;
  resources?: string[] | undefined;
  verbs: string[];
}

function covers(rule: Rule, info: ReturnType<typeof requestInfo>): boolean {
  const resource = info.subresource ? `${info.resource}/${info.subresource}` : (info.resource ?? '');
  const has = (list: string[] | undefined, value: string) =>
    list?.some(item => item === '*' || item === value) ?? false;
  return has(rule.verbs, info.verb) && has(rule.resources, resource) && has(rule.apiGroups, info.apiGroup ?? '');
}
