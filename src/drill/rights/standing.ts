import {allows, notHeld, RBAC_GROUP, type RbacRule} from '../../kube/rbac-rule.js';
import type {ApiRequest} from '../../kube/request.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {stepName} from '../../run/step-name.js';
import type {Scenario} from '../../scenario/schema.js';
import {
  isRequest,
  type RequestContext,
  type RequestStep,
  requestContext,
  toRequest,
} from '../../scenario/steps/request.js';
import {createdPath} from '../plan/created.js';
import type {Plan} from '../plan/plan.js';
import {plannedActor} from '../plan/planned-actor.js';
import {plannedContext} from '../plan/planned-requests.js';
import {Grants, type User} from './grants.js';
import {rightsFor} from './needed.js';

/**
 * Whether a scenario gives the actor of a step the rights that the step needs. *unclear*: its file does not tell,
 * because the credential is one that an earlier step gets, or a role is one that it does not spell out.
 */
export type Standing = 'held' | 'lacking' | 'unclear';

/** What is known of one step's rights before it is taken. */
export interface StepStanding {
  section: 'setUp' | 'benign' | 'attack';
  index: number;
  step: string;
  standing: Standing;
  /** The user that lacks them, and the rights in words. */
  who: string;
  lacking: string[];
  /** The rights that it asks for, in words; whatever else a server wants is none that the scenario gives. */
  needs: string[];
}

/** Stands for what nobody knows before a run: a saved value, the name of a node. */
const UNKNOWN = '…';

/** Goes through the steps of a scenario in the order in which they are taken. */
export function standings(scenario: Scenario, plan: Plan): StepStanding[] {
  const context = withUnknowns(plannedContext(scenario, plan), scenario);
  const grants = grantsOf(scenario, context);
  const made = new Set<string>();
  return (['setUp', 'benign', 'attack'] as const).flatMap(section =>
    scenario[section].flatMap((step, index): StepStanding[] => {
      if (!isRequest(step)) return [];
      const request = toRequest(step, context);
      const {user} = plannedActor(step.as ?? (section === 'setUp' ? 'drill' : 'actor'), scenario, context);
      const lacking = user && !isToBeRefused(step) ? lackingFor(request, user, grants, made) : undefined;
      const needs = rightsFor(request, path => made.has(path)).map(rightText);
      grants.note(request);
      made.add(createdPath(request) ?? '');
      const who = user?.username.split(':').at(-1) ?? '';
      const standing = standingOf(lacking);
      return [{section, index, step: stepName(step, index), standing, who, lacking: lacking ?? [], needs}];
    }),
  );
}

const isToBeRefused = ({toBeRefused, answers = []}: RequestStep): boolean =>
  toBeRefused === true || answers.includes(401) || answers.includes(403);

const standingOf = (lacking: string[] | undefined): Standing =>
  lacking === undefined ? 'unclear' : lacking.length ? 'lacking' : 'held';

function withUnknowns(context: RequestContext, {setUp, benign, attack}: Scenario): RequestContext {
  const saved = [...setUp, ...benign, ...attack].flatMap(step => Object.keys(step.save ?? {}));
  const unknown = Object.fromEntries([...saved, 'node'].map(name => [name, UNKNOWN]));
  return requestContext({...context.names, ...unknown}, context.labels);
}

function grantsOf({actor}: Scenario, {names}: RequestContext): Grants {
  const grants = new Grants();
  if (!('serviceAccount' in actor)) return grants;
  grants.give(names.user, actor.rules ?? [], names.namespace);
  grants.give(names.user, actor.clusterRules ?? []);
  return grants;
}

/** The rights that a request needs and its user does not hold; undefined where that is unclear. */
function lackingFor(request: ApiRequest, user: User, grants: Grants, made: ReadonlySet<string>): string[] | undefined {
  const wanted = rightsFor(request, path => made.has(path));
  const held = wanted.map(info => grants.heldBy(user, info.namespace));
  const missing = wanted.filter((info, i) => !held[i]?.rules.some(rule => covers(rule, info))).map(rightText);
  const all = missing.length ? missing : granting(request, user, grants);
  if (!all.length) return [];
  const isUnclear = held.some(holding => holding.unclear) || wanted.some(info => info.namespace?.includes(UNKNOWN));
  return isUnclear ? undefined : all;
}

/** As `allows`; a name that nobody knows yet may be any of those that a rule is about. */
function covers(rule: RbacRule, info: RequestInfo): boolean {
  if (!info.name?.includes(UNKNOWN)) return allows(rule, info);
  const {resourceNames: _, ...anyName} = rule;
  return allows(anyName, info);
}

/** Nobody grants what they do not hold, unless they may `escalate` a role or `bind` it. */
function granting(request: ApiRequest, user: User, grants: Grants): string[] {
  const info = requestInfo(request.method, request.path);
  if (info.apiGroup !== RBAC_GROUP || info.subresource !== undefined) return [];
  const {rules, roleRef} = (request.body ?? {}) as {rules?: RbacRule[]; roleRef?: {kind: string; name: string}};
  const about = {...info, name: info.name ?? nameIn(request.body)};
  const granted = roleRef ? grants.rulesOf(roleRef, info.namespace) : rules;
  if (!Array.isArray(granted)) return [];
  const resource = roleRef?.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  const right = roleRef ? {...about, verb: 'bind', resource, name: roleRef.name} : {...about, verb: 'escalate'};
  const held = grants.heldBy(user, info.namespace).rules;
  return held.some(rule => covers(rule, right)) || !notHeld(held, granted).length ? [] : [rightText(right)];
}

const nameIn = (body: unknown): string => (body as {metadata?: {name?: string}} | undefined)?.metadata?.name ?? '';

/** `patch configmaps`, `create pods/exec`, `get /metrics`. */
export const rightText = ({verb, isResource, path, resource, subresource}: RequestInfo): string =>
  `${verb} ${isResource ? [resource, subresource].filter(Boolean).join('/') : path}`;

/** `cannot patch resource "configmaps"`, as the authorizer words it. */
const REFUSED = /\bcannot (\S+) (?:resource|path) "([^"]+)"/;

/**
 * Whether a refusal for want of a right, as the server words it, is of one that the scenario gives: then the cluster
 * keeps its actor from what it was allowed.
 */
export function isGiven({standing, needs}: StepStanding, message: string): boolean {
  const [, verb, what] = REFUSED.exec(message) ?? [];
  return standing === 'held' && (verb === undefined || needs.includes(`${verb} ${what}`));
}
