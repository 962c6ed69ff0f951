import {randomUUID} from 'node:crypto';
import {allows, type RbacRule} from '../../kube/rbac-rule.js';
import type {RequestInfo} from '../../kube/request-info.js';
import {BASE, INVENTORY, permissionsOf} from '../plan/permissions.js';
import {rightText, standings} from '../rights/standing.js';
import {type Check, type Finding, failed, ok, type PreflightInput, warning} from './check.js';

const TITLE = 'permissions of the drill';
const NEXT = [
  '`kubedrill plan --role USER` (of a ServiceAccount: `--rbac`) prints a role with all that the drill needs: apply it as an administrator',
];

/**
 * Whether the drill may set up and clean up. The server is asked for the drill's rules once: asking for each thing
 * would look like an attacker who feels around.
 */
export const drillPermissions: Check = async input => {
  const held = await rulesOf(input);
  const refused = (needed: readonly RbacRule[]) =>
    needed.flatMap(infosOf).filter(info => !held.some(rule => allows(rule, info)));
  const base = refused(BASE);
  const unlisted = refused(INVENTORY);
  const lists = unlisted.length ? [lackingLists(unlisted)] : [];
  if (base.length) return [failed('permissions', TITLE, `the drill may not: ${namesOf(base)}`, NEXT), ...lists];
  const skipped = input.plan.scenarios.flatMap((scenario): Finding[] => {
    const lacking = refused(permissionsOf(scenario, input.plan));
    if (!lacking.length) return [];
    const detail = `the drill may not ${namesOf(lacking)}`;
    return [{check: 'permissions', title: TITLE, state: 'skipped', detail, next: NEXT, scenario: scenario.id}];
  });
  const findings = [...skipped, ...lists];
  return findings.length ? findings : [ok('permissions', TITLE, 'the drill may set up, act and clean up')];
};

const lackingLists = (infos: readonly RequestInfo[]): Finding => {
  const detail = `the drill may not ${namesOf(infos)}: what it left behind there would not be noticed`;
  return warning('permissions', TITLE, detail, NEXT);
};

const namesOf = (infos: readonly RequestInfo[]): string => [...new Set(infos.map(rightText))].join(', ');

type NonResourceRule = Pick<RbacRule, 'nonResourceURLs' | 'verbs'>;

async function rulesOf({client, abort}: PreflightInput): Promise<RbacRule[]> {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  const body = {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: {namespace: 'default'}};
  const answer = await client.send({method: 'POST', path, body}, {auditId: randomUUID(), signal: abort});
  const {status} = answer.body as {status?: {resourceRules?: RbacRule[]; nonResourceRules?: NonResourceRule[]}};
  const urls = (status?.nonResourceRules ?? []).map(({nonResourceURLs, verbs}) => ({nonResourceURLs, verbs}));
  return [...(status?.resourceRules ?? []), ...urls];
}

/** Each thing that a rule allows, as a question: namespaces of the drill do not exist yet, so any must do. */
const infosOf = (rule: RbacRule): RequestInfo[] =>
  rule.verbs.flatMap(verb => [
    ...(rule.nonResourceURLs ?? []).map(path => ({verb, path, isResource: false})),
    ...(rule.apiGroups ?? []).flatMap(apiGroup =>
      (rule.resources ?? []).flatMap(full => {
        const [resource = '', subresource] = full.split('/');
        const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
        return names.map(name => ({
          ...{verb, path: '', isResource: true, apiGroup, resource},
          ...(subresource !== undefined && {subresource}),
          ...(name !== undefined && {name}),
        }));
      }),
    ),
  ]);

/** Whether a scenario gives its actor the rights that its steps need: without them a refusal proves nothing. */
export const actorPermissions: Check = async ({plan}) => {
  const findings = plan.scenarios.flatMap(scenario => {
    const lacking = standings(scenario, plan).filter(({standing}) => standing === 'lacking');
    return [...new Set(lacking.map(({who}) => who))].map(who => {
      const rights = lacking.filter(step => step.who === who).flatMap(step => step.lacking);
      const detail = `${who} has no rule for: ${[...new Set(rights)].join(', ')}`;
      const next = ['add it to actor.rules or actor.clusterRules, or say `toBeRefused: true` where that is the point'];
      return warning('actor', 'permissions of the attacker', detail, next, scenario.id);
    });
  });
  return findings.length
    ? findings
    : [ok('actor', 'permissions of the attackers', 'each has just what its attack needs')];
};
