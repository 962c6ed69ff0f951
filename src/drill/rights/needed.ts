import type {ApiRequest} from '../../kube/request.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';

/** The rights without which the API server refuses a request, as questions to its authorizer. */
export function rightsFor(request: ApiRequest, isThere: (path: string) => boolean): RequestInfo[] {
  const impersonation = impersonationRights(request.headers);
  // What follows is asked of the one who is impersonated.
  if (impersonation.length) return impersonation;
  const info = requestInfo(request.method, request.path);
  // An apply of what is not there yet is a create as well.
  const creates = request.contentType === 'application/apply-patch+yaml' && !isThere(request.path.split('?')[0] ?? '');
  return creates ? [info, {...info, verb: 'create'}] : [info];
}

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const EXTRA = 'impersonate-extra-';
const AUTHENTICATION = 'authentication.k8s.io';

/** @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/ */
function impersonationRights(headers: ApiRequest['headers'] = {}): RequestInfo[] {
  return Object.entries(headers).flatMap(([header, value]): RequestInfo[] => {
    const name = header.toLowerCase();
    if (name === 'impersonate-user') {
      const [, namespace, account] = ACCOUNT.exec(value) ?? [];
      return account === undefined || namespace === undefined
        ? [asked('', 'users', {name: value})]
        : [asked('', 'serviceaccounts', {namespace, name: account})];
    }
    if (name === 'impersonate-group') return [asked('', 'groups', {name: value})];
    if (name === 'impersonate-uid') return [asked(AUTHENTICATION, 'uids', {name: value})];
    if (!name.startsWith(EXTRA)) return [];
    return [asked(AUTHENTICATION, 'userextras', {subresource: name.slice(EXTRA.length), name: value})];
  });
}

const asked = (apiGroup: string, resource: string, more: Partial<RequestInfo>): RequestInfo => ({
  ...{verb: 'impersonate', path: '', isResource: true, apiGroup, resource},
  ...more,
});
