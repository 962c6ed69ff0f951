import type {ApiRequest} from '../../kube/request.js';
import type {RequestInfo} from '../../kube/request-info.js';
import type {Secret} from '../../lib/secret.js';
import {held, notHeld, type Standing} from './check.js';
import type {Looker} from './looker.js';

/** Whom an access review is about. */
export interface Subject {
  user: string;
  groups: readonly string[];
}

/** The groups that the API server gives a user of whom only the name is known. */
export function groupsOf(user: string): string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(user) ?? [];
  if (namespace !== undefined) {
    return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  }
  return user === 'system:anonymous' ? ['system:unauthenticated'] : ['system:authenticated'];
}

/** What an access review asks: a request, or what an author wrote down. */
export type Asked = Partial<Pick<RequestInfo, 'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'name'>> & {
  verb: string;
  /** Of what is not a resource. */
  path?: string;
};

/** `list secrets in kd-1a2b3c`. */
export function askedText({verb, resource, subresource, namespace, name, path}: Asked): string {
  if (resource === undefined) return `${verb} ${path ?? ''}`.trim();
  const what = [resource, subresource].filter(Boolean).join('/');
  return [verb, what, name, namespace === undefined ? undefined : `in ${namespace}`].filter(Boolean).join(' ');
}

/** Whether somebody may not do something, by whatever authorizes here. It changes nothing, and is not the attack. */
export function deniedTo(
  looker: Looker,
  {user, groups}: Subject,
  asked: Asked,
  signal: AbortSignal,
): Promise<Standing> {
  const {verb, apiGroup, resource, subresource, namespace, name, path} = asked;
  const spec =
    resource === undefined
      ? {user, groups, nonResourceAttributes: {path, verb}}
      : {
          ...{user, groups},
          resourceAttributes: {
            ...{verb, group: apiGroup ?? '', resource},
            ...(subresource !== undefined && {subresource}),
            ...(namespace !== undefined && {namespace}),
            ...(name !== undefined && {name}),
          },
        };
  const request = review('authorization', 'SubjectAccessReview', spec);
  return looker.look(
    request,
    ({body}) => {
      const {allowed, reason} = statusOf(body) as {allowed?: unknown; reason?: unknown};
      if (allowed === true) {
        const why = typeof reason === 'string' && reason ? ` (${reason})` : '';
        return notHeld(`${user} may still ${askedText(asked)}${why}`);
      }
      return allowed === false ? held(`${user} may not ${askedText(asked)}`) : undefined;
    },
    signal,
  );
}

/**
 * Whether a token is dead. Of a deleted ServiceAccount it lives on for some seconds, in the API server's cache.
 *
 * @param token goes to the API server and nowhere else
 */
export function deadToken(looker: Looker, token: Secret, user: string, signal: AbortSignal): Promise<Standing> {
  const request = review('authentication', 'TokenReview', {token: token.reveal()});
  return looker.look(
    request,
    ({code, body}) => {
      if (code >= 300) return undefined;
      const {authenticated} = statusOf(body) as {authenticated?: unknown};
      return authenticated === true
        ? notHeld(`the token of ${user} still works`)
        : held(`the token of ${user} no longer works`);
    },
    signal,
  );
}

const review = (group: 'authorization' | 'authentication', kind: string, spec: object): ApiRequest => ({
  method: 'POST',
  path: `/apis/${group}.k8s.io/v1/${kind.toLowerCase()}s`,
  body: {apiVersion: `${group}.k8s.io/v1`, kind, spec},
});

const statusOf = (body: unknown): object => (body as {status?: object} | null)?.status ?? {};
