import {randomUUID} from 'node:crypto';
import type {Bond, Tokens} from '../../access/identity.js';
import {type Answer, type Call, subjectOf} from '../../call.js';
import {isMap, type KubeObject, seconds} from '../../objects.js';
import {invalid, notFound} from '../../status.js';
import type {Store} from '../../store.js';
import {typedBody} from '../typed.js';

/** Whom a token is for when the request does not say so. */
const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
/** The shortest and longest life of a requested token, in seconds. */
const TOKEN_LIFE = {shortest: 600, longest: 2 ** 32, usual: 3600} as const;
const PLURALS = {Pod: 'pods', Secret: 'secrets'} as const;

interface BoundObjectRef {
  kind?: keyof typeof PLURALS;
  apiVersion?: string;
  name?: string;
  uid?: string;
}

/**
 * `create serviceaccounts/token`.
 *
 * @throws StatusError 404 without the account or what the token is bound to, 422 for a life under ten minutes.
 */
export function requestToken({store, tokens}: {store: Store; tokens: Tokens}, call: Call): Answer {
  const {namespace = '', name = ''} = call.info;
  const review = {kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1'};
  const body = typedBody(call, review, isMap(call.body) ? call.body : {});
  const given = isMap(body.spec) ? body.spec : {};
  const spec = {audiences: null, expirationSeconds: TOKEN_LIFE.usual, boundObjectRef: null, ...given};
  call.record.requestObject = {
    ...review,
    metadata: isMap(body.metadata) ? body.metadata : {},
    spec,
    status: {token: '', expirationTimestamp: null},
  };
  const account = store.get({group: '', resource: 'serviceaccounts', namespace}, name);
  if (!account) throw notFound(subjectOf(call));
  const life = Number(spec.expirationSeconds);
  if (!(life >= TOKEN_LIFE.shortest)) {
    const problem = `Invalid value: ${life}: may not specify a duration less than 10 minutes`;
    const subject = {group: 'authentication.k8s.io', resource: 'tokenrequests', name: ''};
    throw invalid(subject, 'TokenRequest', 'spec.expirationSeconds', problem);
  }
  const bound = boundTo(store, spec.boundObjectRef as BoundObjectRef | null, namespace);
  const of = {namespace, name, uid: account.metadata.uid ?? ''};
  const {token, credentialId} = tokens.issueForAccount(of, Math.min(life, TOKEN_LIFE.longest), bound.bonds);
  call.record.annotations['authentication.kubernetes.io/issued-credential-id'] = credentialId;
  const expirationTimestamp = seconds(new Date(tokens.clock.wall().getTime() + life * 1000));
  return {
    code: 201,
    body: {
      ...review,
      metadata: {name, namespace, uid: randomUUID(), creationTimestamp: seconds(tokens.clock.wall())},
      spec: {...spec, audiences: spec.audiences ?? [AUDIENCE], boundObjectRef: bound.ref},
      status: {token, expirationTimestamp},
    },
  };
}

/** The pod or Secret that a token is bound to, and the node that the pod is on. */
function boundTo(store: Store, wanted: BoundObjectRef | null, namespace: string): {bonds: Bond[]; ref: unknown} {
  if (!wanted?.kind) return {bonds: [], ref: null};
  const resource = PLURALS[wanted.kind];
  const name = wanted.name ?? '';
  const object = store.get({group: '', resource, namespace}, name);
  if (!object) throw notFound({group: '', resource, name});
  const uid = object.metadata.uid ?? '';
  const node = nodeOf(store, object);
  return {
    bonds: [{resource, namespace, name, uid}, ...(node ? [node] : [])],
    ref: wanted,
  };
}

function nodeOf(store: Store, {spec}: KubeObject): Bond | undefined {
  const name = isMap(spec) && typeof spec.nodeName === 'string' ? spec.nodeName : undefined;
  const node = name === undefined ? undefined : store.get({group: '', resource: 'nodes'}, name);
  return node && {resource: 'nodes', name: name ?? '', uid: node.metadata.uid ?? ''};
}
