import type {ApiAnswer} from '../../cluster/api/answer.js';
import type {ApiRequest} from '../../kube/request.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import {Secret} from '../../lib/secret.js';
import {growing, until} from '../../lib/until.js';
import type {Actor} from '../../scenario/schema.js';
import {nobodyOf} from '../plan/credentials-nobody-has.js';
import type {HeldToken} from './identities.js';
import type {Requester} from './requester.js';
import {tokenEnd} from './token-end.js';

/**
 * Tokens live ten minutes, the shortest that the API server grants. Where people are to take them away they live for a
 * working day: a token that runs out meanwhile was not taken by anybody.
 */
const TOKEN_SECONDS = {usual: 600, responded: 8 * 3600} as const;
/**
 * Before each question whether the attacker's rights have arrived at the authorizer: measured 14–79 ms on a real
 * server, longer on a busy one. Each question is a request of the attacker's and evidence in the user's log, and a
 * dozen of them would look like reconnaissance: so there are few, at growing intervals.
 */
const [GRANT_FIRST_MS, ...GRANT_PAUSES_MS] = [20, 60, 120, 300, 700, 1500, 3000] as const;
const RBAC = 'rbac.authorization.k8s.io/v1';
type ServiceAccountActor = Extract<Actor, {serviceAccount: string}>;

/**
 * A controller furnishes every namespace with its default service account; right after a cluster's start it is busy.
 */
const FURNISHED_WITHIN_MS = 20_000;
const FURNISHED_PAUSE_MS = {first: 50, factor: 1.2, most: 1000};

/** Makes the namespace of the run, and waits until pods can be created in it. */
export async function createNamespace(requester: Requester, signal: AbortSignal): Promise<void> {
  const {namespace, labels} = requester.execution;
  await setUp(requester, 'namespace', signal, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace, labels}},
  });
  const account: ApiRequest = {method: 'GET', path: `/api/v1/namespaces/${namespace}/serviceaccounts/default`};
  const errand = {purpose: 'set-up', step: 'furnished', as: 'drill', wanted: [200, 404], signal} as const;
  const {clock, reach} = requester;
  const isThere = async () => (await requester.send(account, errand)).answer?.code === 200;
  const found = await until(isThere, {
    ...{clock, signal, within: FURNISHED_WITHIN_MS, pauses: growing(FURNISHED_PAUSE_MS), enough: yes => yes},
    isPointless: () => reach.lost,
  });
  if (!found) throw new DrillError(`namespace ${namespace} got no default service account`, EXIT.inconclusive);
}

/**
 * Brings the attacker into being, with no more rights than its scenario gives it.
 *
 * @param life of its token, where it has one
 * @throws DrillError when the cluster refuses: then the scenario is *not executed*.
 */
export async function createActor(
  requester: Requester,
  life: keyof typeof TOKEN_SECONDS,
  signal: AbortSignal,
): Promise<void> {
  const {execution, identities} = requester;
  const {actor} = execution.scenario;
  const nobody = nobodyOf(actor);
  if (nobody) identities.actAs(nobody);
  if (!('serviceAccount' in actor)) return;
  await grant(requester, actor, signal);
  const token = await mintToken(
    requester,
    `/api/v1/namespaces/${execution.namespace}/serviceaccounts/${actor.serviceAccount}`,
    TOKEN_SECONDS[life],
    signal,
  );
  const user = `system:serviceaccount:${execution.namespace}:${actor.serviceAccount}`;
  execution.actorUser = user;
  execution.users.add(user);
  identities.hold('actor', {as: 'bearer', ...token}, user);
  await waitForGrant(requester, actor, signal);
}

async function grant(requester: Requester, actor: ServiceAccountActor, signal: AbortSignal): Promise<void> {
  const {namespace, token, labels} = requester.execution;
  const name = actor.serviceAccount;
  const subject = {kind: 'ServiceAccount', name, namespace};
  await setUp(requester, 'service-account', signal, {
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    body: {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name, namespace, labels}},
  });
  const bind = async (
    scope: string,
    prefix: '' | 'Cluster',
    metadata: {name: string; [field: string]: unknown},
    rules: unknown[],
  ) => {
    const base = `/apis/${RBAC}${scope}/${prefix.toLowerCase()}`;
    const role = {apiVersion: RBAC, kind: `${prefix}Role`, metadata, rules};
    const roleRef = {apiGroup: 'rbac.authorization.k8s.io', kind: role.kind, name: metadata.name};
    const binding = {apiVersion: RBAC, kind: `${prefix}RoleBinding`, metadata, roleRef, subjects: [subject]};
    await setUp(requester, 'role', signal, {method: 'POST', path: `${base}roles`, body: role});
    await setUp(requester, 'role-binding', signal, {method: 'POST', path: `${base}rolebindings`, body: binding});
  };
  if (actor.rules?.length) await bind(`/namespaces/${namespace}`, '', {name, namespace, labels}, actor.rules);
  if (actor.clusterRules?.length) await bind('', 'Cluster', {name: `${token}-${name}`, labels}, actor.clusterRules);
}

async function mintToken(
  requester: Requester,
  account: string,
  expirationSeconds: number,
  signal: AbortSignal,
): Promise<HeldToken> {
  const answer = await setUp(requester, 'token', signal, {
    method: 'POST',
    path: `${account}/token`,
    body: {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {expirationSeconds}},
  });
  const token = (answer.body as {status?: {token?: unknown}}).status?.token;
  if (typeof token !== 'string') throw new DrillError('the API server minted no token', EXIT.inconclusive);
  return {token: new Secret(token), runsOutAt: tokenEnd(answer.body)};
}

/** Asks the server, as the actor, until its newest rights have arrived at the authorizer. */
async function waitForGrant(requester: Requester, actor: ServiceAccountActor, signal: AbortSignal): Promise<void> {
  const {namespace} = requester.execution;
  const last = (actor.clusterRules ?? actor.rules)?.at(-1);
  const [resource, subresource] = last?.resources?.[0]?.split('/') ?? [];
  if (!last || resource === undefined) return;
  const resourceAttributes = {
    verb: last.verbs[0],
    group: last.apiGroups?.[0] ?? '',
    resource,
    ...(subresource && {subresource}),
    ...(last.resourceNames?.[0] && {name: last.resourceNames[0]}),
    ...(actor.clusterRules?.length ? {} : {namespace}),
  };
  const review: ApiRequest = {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes}},
  };
  const {clock} = requester;
  const isGranted = async () => {
    const sent = await requester.send(review, {purpose: 'set-up', step: 'granted', as: 'actor', signal});
    return (sent.answer?.body as {status?: {allowed?: boolean}} | undefined)?.status?.allowed === true;
  };
  await clock.sleep(GRANT_FIRST_MS, signal);
  const granted = await until(isGranted, {clock, signal, pauses: GRANT_PAUSES_MS, enough: yes => yes});
  if (!granted) throw new DrillError('the rights of the attacker did not take effect', EXIT.inconclusive);
}

async function setUp(requester: Requester, step: string, signal: AbortSignal, request: ApiRequest): Promise<ApiAnswer> {
  const sent = await requester.send(request, {purpose: 'set-up', step, as: 'drill', signal});
  if (sent.outcome !== 'executed' || !sent.answer) {
    throw new DrillError(`set-up failed at ${step}: ${sent.message ?? `HTTP ${sent.answer?.code}`}`, EXIT.inconclusive);
  }
  return sent.answer;
}
