import type {RbacRule} from '../../../kube/rbac-rule.js';
import type {RequestInfo} from '../../../kube/request-info.js';
import {dictionary} from '../../../lib/json/dictionary.js';
import type {Tokens, User} from '../access/identity.js';
import type {Rbac} from '../access/rbac.js';
import {type Answer, type Call, subjectOf} from '../call.js';
import {isMap, seconds} from '../objects.js';
import {badRequest, invalid, notFound} from '../status.js';
import type {Store} from '../store.js';
import {typedBody} from './typed.js';

/** What questions are answered from. */
export interface Registry {
  store: Store;
  rbac: Rbac;
  tokens: Tokens;
}

type Spec = Record<string, unknown>;

/** A resource that answers a question instead of storing an object. */
interface Review {
  /** The status that a question has as long as nobody has answered it. */
  unanswered: unknown;
  answer(registry: Registry, call: Call, spec: Spec): unknown;
  /** Whether the answer repeats the question. */
  forgets?: true;
  /** Whether the answer is stamped as an object is. */
  stamped?: true;
}

const REVIEWS: Record<string, Review> = dictionary({
  selfsubjectaccessreviews: {
    unanswered: {allowed: false},
    answer: ({rbac}, call, spec) => decisionOf(rbac, call.user, spec),
  },
  subjectaccessreviews: {
    unanswered: {allowed: false},
    answer: ({rbac}, _call, spec) =>
      decisionOf(rbac, {username: String(spec.user ?? ''), groups: groupsOf(spec.groups)}, spec),
  },
  selfsubjectrulesreviews: {
    unanswered: {resourceRules: null, nonResourceRules: null, incomplete: false},
    answer: ({rbac}, call, spec) => rulesOf(rbac, call.user, String(spec.namespace ?? 'default')),
    forgets: true,
  },
  selfsubjectreviews: {
    unanswered: {userInfo: {}},
    answer: (_registry, call) => ({userInfo: call.user}),
    stamped: true,
  },
  tokenreviews: {
    unanswered: {user: {}},
    answer: ({tokens}, _call, spec) => {
      const known = tokens.userOf(String(spec.token ?? ''));
      return known ? {authenticated: true, user: known.user} : {user: {}, error: 'invalid bearer token'};
    },
  },
});

/** Answers a review; undefined when the resource is none. */
export function answerReview(registry: Registry, kind: string, call: Call): Answer | undefined {
  const {resource = '', apiGroup, apiVersion, verb} = call.info;
  const review = REVIEWS[resource];
  if (!review) return undefined;
  if (verb !== 'create') throw notFound(subjectOf(call));
  if (!isMap(call.body)) throw badRequest('the body of the review is missing');
  const {spec, metadata} = typedBody(call, {kind, apiVersion: `${apiGroup}/${apiVersion}`}, call.body);
  const asked = {kind, apiVersion: `${apiGroup}/${apiVersion}`, ...(spec !== undefined && {spec: withoutEmpty(spec)})};
  const status = review.unanswered;
  call.record.requestObject = {...asked, metadata: metadata ?? {}, status};
  if (resource.endsWith('accessreviews')) checkAttributes(isMap(spec) ? spec : {});
  const stamp = review.stamped ? {creationTimestamp: seconds(registry.tokens.clock.wall())} : {};
  const answered = review.answer(registry, call, isMap(spec) ? spec : {});
  const repeated = review.forgets ? {...asked, spec: {}} : asked;
  return {code: 201, body: {...repeated, metadata: stamp, status: answered}};
}

/** A question is about a resource or about a path. @throws StatusError 422 */
function checkAttributes({resourceAttributes, nonResourceAttributes}: Spec): void {
  if ((resourceAttributes === undefined) !== (nonResourceAttributes === undefined)) return;
  throw invalid(
    {group: 'authorization.k8s.io', resource: ''},
    '',
    'spec.resourceAttributes',
    'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  );
}

/** A field without a value is none. */
function withoutEmpty(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== '');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutEmpty(inner)]));
}

const groupsOf = (groups: unknown): string[] => (Array.isArray(groups) ? groups.map(String) : []);

function decisionOf(rbac: Rbac, user: User, spec: Spec): unknown {
  const {allowed, reason} = rbac.authorize(user, infoOf(spec));
  return {allowed, ...(reason && {reason})};
}

function infoOf(spec: Spec): RequestInfo {
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
  const isUrl = (rule: RbacRule) => rule.nonResourceURLs !== undefined;
  return {
    resourceRules: rules.filter(rule => !isUrl(rule)),
    nonResourceRules: rules.filter(isUrl).map(({verbs, nonResourceURLs}) => ({verbs, nonResourceURLs})),
    incomplete: false,
  };
}
