import type {RequestInfo} from '../../audit/request-info.js';
import {type Answer, type Call, subjectOf} from './call.js';
import type {Tokens, User} from './identity.js';
import {isMap} from './objects.js';
import type {PolicyRule, Rbac} from './rbac.js';
import {badRequest, notFound} from './status.js';
import type {Store} from './store.js';

/** What questions are answered from. */
export interface Registry {
  store: Store;
  rbac: Rbac;
  tokens: Tokens;
}

type Review = (registry: Registry, call: Call, spec: Record<string, unknown>) => unknown;

/** Resources that answer a question instead of storing an object: plural → status. */
const REVIEWS: Record<string, Review> = {
  selfsubjectaccessreviews: ({rbac}, call, spec) => decisionOf(rbac, call.user, spec),
  subjectaccessreviews: ({rbac}, _call, spec) =>
    decisionOf(rbac, {username: String(spec.user ?? ''), groups: groupsOf(spec.groups)}, spec),
  selfsubjectrulesreviews: ({rbac}, call, spec) => rulesOf(rbac, call.user, String(spec.namespace ?? 'default')),
  selfsubjectreviews: (_registry, call) => ({userInfo: call.user}),
  tokenreviews: ({tokens}, _call, spec) => {
    const known = tokens.userOf(String(spec.token ?? ''));
    return known ? {authenticated: true, user: known.user} : {user: {}, error: 'invalid bearer token'};
  },
};

/** Answers a review; undefined when the resource is none. */
export function answerReview(registry: Registry, call: Call): Answer | undefined {
  const review = REVIEWS[call.info.resource ?? ''];
  if (!review) return undefined;
  if (call.info.verb !== 'create') throw notFound(subjectOf(call));
  if (!isMap(call.body)) throw badRequest('the body of the review is missing');
  const spec = isMap(call.body.spec) ? call.body.spec : {};
  call.record.requestObject = {metadata: {}, ...call.body, status: {allowed: false}};
  return {code: 201, body: {...call.body, metadata: {}, status: review(registry, call, spec)}};
}

const groupsOf = (groups: unknown): string[] => (Array.isArray(groups) ? groups.map(String) : []);

function decisionOf(rbac: Rbac, user: User, spec: Record<string, unknown>): unknown {
  const {allowed, reason} = rbac.authorize(user, infoOf(spec));
  return {allowed, ...(reason && {reason})};
}

function infoOf(spec: Record<string, unknown>): RequestInfo {
  const asked = (isMap(spec.resourceAttributes) ? spec.resourceAttributes : {}) as Record<string, string | undefined>;
  if (isMap(spec.nonResourceAttributes)) {
    const {verb, path} = spec.nonResourceAttributes;
    return {verb: String(verb), path: String(path), isResource: false};
  }
  const {verb = '', group = '', version = 'v1', resource = '', subresource, namespace, name} = asked;
  return {
    ...{verb, path: '', isResource: true, apiGroup: group, apiVersion: version, resource},
    ...(subresource && {subresource}),
    ...(namespace && {namespace}),
    ...(name && {name}),
  };
}

function rulesOf(rbac: Rbac, user: User, namespace: string): unknown {
  const rules = rbac.rulesOf(user, namespace);
  const isUrl = (rule: PolicyRule) => rule.nonResourceURLs !== undefined;
  return {
    resourceRules: rules.filter(rule => !isUrl(rule)),
    nonResourceRules: rules.filter(isUrl).map(({verbs, nonResourceURLs}) => ({verbs, nonResourceURLs})),
    incomplete: false,
  };
}
