import {AUDIT_LEVELS, AUDIT_STAGES} from '../../src/audit/event.js';
import type {Random} from '../helpers/random.js';

const NAMESPACES = ['a', 'b', 'kube-system', ''];
const GROUPS = ['', 'apps', 'batch', 'rbac.authorization.k8s.io', 'example.com'];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const ODD_VERBS = ['proxy', 'head', 'post', 'options', '', '*'];
const RESOURCES = [
  'pods',
  'pods/log',
  'pods/exec',
  'nodes',
  'nodes/proxy',
  'namespaces',
  'namespaces/status',
  'deployments',
  'deployments/scale',
];
const PATTERNS = [...RESOURCES, 'pods/*', 'namespaces/*', '*/scale', '*/log', '*/*', '*', ''];
const NAMES = ['x', 'y', 'a', ''];
const PATHS = [
  '/',
  '/healthz',
  '/healthz/ping',
  '/api',
  '/api/v1',
  '/apis',
  '/apis/apps',
  '/apis/apps/v1',
  '/version',
  '/metrics',
  '/debug/pprof/',
  '/a b',
];
const URLS = [...PATHS, '*', '/healthz*', '/api*', '/apis/*', '/v*', '/*'];

/** Up to `most` of a list, at least one. */
const some = <T>(random: Random, items: readonly T[], most = 3): T[] =>
  random.shuffle(items).slice(0, 1 + random.below(most));

/** Users with their groups whom the rules of one small policy are about, and no other's. */
export interface Cast {
  group: string;
  users: {username: string; groups: string[]}[];
}

/** The cast of a small policy by its name. */
export const castOf = (name: string): Cast => ({
  group: `${name}-all`,
  users: [
    {username: `${name}-alice`, groups: [`${name}-all`, 'team', 'writers']},
    {username: `${name}-bob`, groups: [`${name}-all`]},
  ],
});

/**
 * One audit policy that is many: each rule names the users or the group of one cast, so that no rule of one decides
 * about the users of another. The last rules are about everybody.
 */
export function randomPolicy(random: Random, casts: readonly Cast[]): object {
  const rules = casts.flatMap(cast =>
    Array.from({length: 2 + random.below(5)}, () => ({...whom(random, cast), ...randomRule(random)})),
  );
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    ...(random.percent(40) && {omitStages: some(random, AUDIT_STAGES, 2)}),
    ...(random.percent(50) && {omitManagedFields: random.percent(50)}),
    rules: [...random.shuffle(rules), ...Array.from({length: 4}, () => randomRule(random))],
  };
}

function whom(random: Random, {group, users}: Cast): object {
  const names = [...users.map(u => u.username), 'nobody'];
  const byName = random.percent(50);
  return {
    ...(byName && {users: some(random, names, 2)}),
    ...((!byName || random.percent(20)) && {userGroups: some(random, [group, 'nobodies'], 2)}),
  };
}

function randomRule(random: Random): object {
  const about = random.below(10);
  return {
    level: random.pick(AUDIT_LEVELS),
    ...(random.percent(50) && {verbs: some(random, random.percent(80) ? VERBS : ODD_VERBS, 4)}),
    ...(about < 6 ? randomTarget(random) : about < 9 && {nonResourceURLs: some(random, URLS, 4)}),
    ...(random.percent(30) && {omitStages: some(random, AUDIT_STAGES, 2)}),
    ...(random.percent(30) && {omitManagedFields: random.percent(50)}),
  };
}

function randomTarget(random: Random): object {
  const resource = () => {
    const resources = random.percent(85) ? some(random, PATTERNS, 5) : [];
    return {
      ...(random.percent(95) && {group: random.pick(GROUPS)}),
      ...(resources.length && {resources}),
      ...(resources.length && random.percent(30) && {resourceNames: some(random, NAMES)}),
    };
  };
  const namespaces = random.percent(40) && {namespaces: some(random, NAMESPACES)};
  return {...namespaces, ...(random.percent(85) && {resources: Array.from({length: 1 + random.below(2)}, resource)})};
}

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  path: string;
  body?: string;
}

const METHODS = ['GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const QUERIES = [
  ...['watch=1&timeoutSeconds=1', 'watch=true', 'watch=', 'watch=no', 'watch=0', 'watch=FALSE'],
  ...[
    'fieldSelector=metadata.name%3Dx',
    'fieldSelector=metadata.name%3D%3Dy,a%3Db',
    'fieldSelector=metadata.name!%3Dx',
  ],
  ...['fieldSelector=metadata.name', 'fieldSelector=metadata.name%3Da%2Fb', 'fieldSelector=metadata.name%3Da%5C%2Cb'],
  ...['fieldSelector=b%3D1,metadata.name%3Dx&watch=1', 'fieldSelector=metadata.name%3Dx&limit=many', 'limit=5'],
  ...['fieldSelector=metadata.name%3Dx&watch=1&timeoutSeconds=', 'labelSelector=a%3Db', 'propagationPolicy=Foreground'],
];

/** A request that is about the things that random policies are about, in every way in which paths can be written. */
export function randomRequest(random: Random): WireRequest {
  const method = random.pick(METHODS);
  if (random.percent(8)) return dryRunCreation();
  const path = random.percent(25) ? plainPath(random) : objectPath(random);
  const query = random.percent(30) ? `?${random.pick(QUERIES)}` : '';
  return {method, path: `${path}${query}`};
}

/** The only kind that is answered with an object, which has managed fields or has them no more. */
function dryRunCreation(): WireRequest {
  const body = JSON.stringify({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'x'}, data: {a: 'b'}});
  return {method: 'POST', path: '/api/v1/namespaces/default/configmaps?dryRun=All', body};
}

function plainPath(random: Random): string {
  const path = random.pick([...PATHS, '/apis/example.com/v1/', '/api/v1/', '/nothing/here', '/versions']);
  const odd = random.percent(15) ? path.replace(/(.)\//, '$1%2F') : path;
  return encodeURI(odd).replaceAll('%252F', '%2F');
}

function objectPath(random: Random): string {
  const maybe = (chance: number, part: string) => (random.percent(chance) ? [part] : []);
  const group = random.pick(GROUPS);
  const [resource = '', subresource] = random.pick(RESOURCES).split('/');
  const name = random.pick(['x', 'y', 'a', 'x%2Fstatus', '%41']);
  const object = random.percent(60) ? [name, ...(subresource ? [subresource] : maybe(20, 'status'))] : [];
  const parts = [
    ...(group ? ['apis', group] : ['api']),
    'v1',
    ...maybe(8, random.pick(['watch', 'proxy'])),
    ...(random.percent(50) ? ['namespaces', random.pick(['a', 'b', 'kube-system', ''])] : []),
    resource,
    ...object,
    ...(object.length > 1 ? maybe(20, 'deeper') : []),
  ];
  return `/${parts.join(random.percent(4) ? '//' : '/')}${maybe(10, '/').join('')}`;
}
