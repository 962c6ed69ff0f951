import type {RequestInfo} from '../../../kube/request-info.js';
import {forbidden, noUserImpersonated, type StatusError} from '../status.js';
import type {User} from './identity.js';
import type {Rbac} from './rbac.js';

const EXTRA = 'impersonate-extra-';
const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The headers of a request that name somebody else; each may come several times. */
export interface Impersonation {
  user?: string;
  uid?: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** Reads them; undefined where there are none. */
export function impersonationOf(headers: NodeJS.Dict<string[]>): Impersonation | undefined {
  const user = headers['impersonate-user']?.[0];
  const uid = headers['impersonate-uid']?.[0];
  const groups = [...(headers['impersonate-group'] ?? [])];
  const extra = Object.fromEntries(
    Object.entries(headers).flatMap(([name, values]) =>
      name.startsWith(EXTRA) && values ? [[decodeURIComponent(name.slice(EXTRA.length)), values]] : [],
    ),
  );
  if (user === undefined && uid === undefined && !groups.length && !Object.keys(extra).length) return undefined;
  return {...(user !== undefined && {user}), ...(uid !== undefined && {uid}), groups, extra};
}

/**
 * The user that is acted as.
 *
 * @throws StatusError 403 for the first part of it that the caller has no right to; 500 where no user is named.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function impersonated(rbac: Rbac, caller: User, wanted: Impersonation): User {
  const {user, uid, groups, extra} = wanted;
  if (user === undefined) throw noUserImpersonated();
  for (const asked of requests(wanted)) {
    if (!rbac.authorize(caller, asked).allowed) throw refusal(caller, asked);
  }
  const account = ACCOUNT.exec(user);
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
  const named = groups.length ? groups : own;
  const all = user === 'system:anonymous' ? ['system:unauthenticated'] : ['system:authenticated'];
  return {
    username: user,
    ...(uid !== undefined && {uid}),
    groups: [...named, ...all.filter(group => !named.includes(group))],
    ...(Object.keys(extra).length && {extra}),
  };
}

/** One question to the authorizer for each part. */
function requests({user = '', uid, groups, extra}: Impersonation): RequestInfo[] {
  const account = ACCOUNT.exec(user);
  const ask = (apiGroup: string, resource: string, more: Partial<RequestInfo>): RequestInfo => ({
    verb: 'impersonate',
    path: '',
    isResource: true,
    apiGroup,
    apiVersion: 'v1',
    resource,
    ...more,
  });
  const authentication = 'authentication.k8s.io';
  return [
    account
      ? ask('', 'serviceaccounts', {namespace: account[1] ?? '', name: account[2] ?? ''})
      : ask('', 'users', {name: user}),
    ...groups.map(name => ask('', 'groups', {name})),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map(name => ask(authentication, 'userextras', {subresource: key, name})),
    ),
    ...(uid === undefined ? [] : [ask(authentication, 'uids', {name: uid})]),
  ];
}

function refusal(caller: User, {resource = '', apiGroup = '', namespace, name}: RequestInfo): StatusError {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return forbidden(
    {group: apiGroup, resource, ...(name !== undefined && {name})},
    `User "${caller.username}" cannot impersonate resource "${resource}" in API group "${apiGroup}" ${where}`,
  );
}
