import {parse} from 'yaml';
import type {ApiRequest} from '../kube/request.js';
import type {KubectlCommand} from './parse.js';
import {pathOf} from './resources.js';

const MERGE = 'application/merge-patch+json';
const PATCHES: Readonly<Record<string, string>> = {
  merge: MERGE,
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** The requests that kubectl would make of a command, one for each object; or what is wrong with it. */
export function requestsOf(command: KubectlCommand): ApiRequest[] | {mistake: string} {
  const {verb, resource, names, namespace, flags} = command;
  if (verb === 'auth') return [canI(command)];
  if (!names.length && (verb === 'get' || verb === 'describe')) {
    const path = 'all-namespaces' in flags ? pathOf({...resource, namespaced: false}, '') : pathOf(resource, namespace);
    const query = flags.selector === undefined ? '' : `?labelSelector=${encodeURIComponent(flags.selector)}`;
    return [{method: 'GET', path: path + query, ...representedAs(command)}];
  }
  if (!names.length && verb === 'delete' && flags.all) return [{method: 'DELETE', path: pathOf(resource, namespace)}];
  if (!names.length) return {mistake: `${verb} needs the name of an object`};
  const change = bodyOf(command);
  if (change !== undefined && 'mistake' in change) return {mistake: String(change.mistake)};
  return names.map((name): ApiRequest => {
    const path = pathOf(resource, namespace, name);
    if (verb === 'logs') return {method: 'GET', path: `${path}/log${tailOf(flags)}`};
    if (verb === 'get' || verb === 'describe') return {method: 'GET', path, ...representedAs(command)};
    if (verb === 'delete') return {method: 'DELETE', path: `${path}${graceOf(flags)}`};
    if (verb === 'create') return {method: 'POST', path: pathOf(resource, namespace), body: made(command, name)};
    const contentType = verb === 'patch' ? (PATCHES[flags.type ?? 'strategic'] ?? MERGE) : MERGE;
    return {method: 'PATCH', path, contentType, body: change};
  });
}

/** The server makes the columns that people read, as it does for kubectl. */
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const representedAs = ({verb, flags}: KubectlCommand): Pick<ApiRequest, 'headers'> =>
  verb === 'get' && [undefined, 'wide'].includes(flags.output) ? {headers: {Accept: TABLE}} : {};

const tailOf = ({tail}: KubectlCommand['flags']): string =>
  tail === undefined ? '' : `?tailLines=${encodeURIComponent(tail)}`;

/** What may be done is asked of the server: in the own name, or in that of somebody else. */
function canI({resource, names, namespace, changes, flags}: KubectlCommand): ApiRequest {
  const group = resource.apiVersion.includes('/') ? resource.apiVersion.split('/')[0] : '';
  const attributes = {
    ...{verb: changes[0] ?? '', group, resource: resource.plural},
    ...(resource.namespaced && !('all-namespaces' in flags) && {namespace}),
    ...(names[0] !== undefined && {name: names[0]}),
  };
  const kind = flags.as === undefined ? 'SelfSubjectAccessReview' : 'SubjectAccessReview';
  const user = flags.as === undefined ? {} : {user: flags.as, groups: groupsOf(flags.as)};
  return {
    method: 'POST',
    path: `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`,
    body: {apiVersion: 'authorization.k8s.io/v1', kind, spec: {...user, resourceAttributes: attributes}},
  };
}

/** The groups that the API server gives a user of whom only the name is known. */
function groupsOf(user: string): string[] {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(user) ?? [];
  const own = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return [...own, 'system:authenticated'];
}

const graceOf = (flags: KubectlCommand['flags']): string => {
  const seconds = flags['grace-period'] ?? (flags.now || flags.force ? '0' : undefined);
  return seconds === undefined ? '' : `?gracePeriodSeconds=${encodeURIComponent(seconds)}`;
};

const made = ({resource: {kind, apiVersion}}: KubectlCommand, name: string) => ({apiVersion, kind, metadata: {name}});

/** The body of a patch; undefined where the verb has none. */
function bodyOf({verb, changes, flags}: KubectlCommand): object | undefined {
  if (verb === 'patch') return patchIn(flags.patch);
  if (verb === 'cordon' || verb === 'uncordon') return {spec: {unschedulable: verb === 'cordon' ? true : null}};
  if (verb === 'scale') {
    const replicas = Number(flags.replicas);
    return Number.isInteger(replicas) && replicas >= 0
      ? {spec: {replicas}}
      : {mistake: 'scale needs --replicas=NUMBER'};
  }
  if (verb !== 'label' && verb !== 'annotate') return undefined;
  if (!changes.length) return {mistake: `${verb} needs what to set, such as app=web, or app- to remove it`};
  const set = Object.fromEntries(
    changes.map(change => {
      const [key = '', ...value] = change.split('=');
      return value.length ? [key, value.join('=')] : [key.replace(/-$/, ''), null];
    }),
  );
  return {metadata: {[verb === 'label' ? 'labels' : 'annotations']: set}};
}

/** A patch is JSON, or YAML. */
function patchIn(text: string | undefined): object {
  if (text === undefined) return {mistake: 'patch needs -p PATCH'};
  try {
    const patch: unknown = parse(text);
    if (typeof patch === 'object' && patch !== null) return patch;
  } catch {
    // Said below.
  }
  return {mistake: 'the patch is neither JSON nor YAML'};
}
