import type {Random} from '../helpers/random.js';

/** An object to be created, with the path of its collection. */
export interface Creation {
  path: string;
  body: object;
}

/** Roles and bindings that only concern users of their own, and questions about these. */
export interface RbacWorld {
  objects: Creation[];
  /** Specs of SubjectAccessReviews. */
  questions: object[];
}

export const NAMESPACES = ['fuzz-a', 'fuzz-b'] as const;
const GROUP = 'rbac.authorization.k8s.io';
const VERBS = ['get', 'list', 'watch', 'create', 'delete', 'deletecollection', 'impersonate', 'use', 'Get'];
const GROUPS = ['', 'apps', 'batch', 'example.com'];
const RESOURCES = ['pods', 'pods/log', 'secrets', 'deployments', 'deployments/scale', 'nodes', 'things', 'things/log'];
const PATTERNS = [...RESOURCES, '*', '*/log', '*/scale', 'pods/*', '*/*'];
const NAMES = ['x', 'y', 'x.y'];
const URLS = ['/healthz', '/healthz/etcd', '/metrics', '/logs/', '/', '/apis/example.com', '/a/b'];
const URL_PATTERNS = [...URLS, '*', '/healthz*', '/healthz/*', '/a*', '/logs/**', '/*'];

const some = <T>(random: Random, items: readonly T[], most = 3): T[] =>
  random.shuffle(items).slice(0, 1 + random.below(most));

function randomRule(random: Random, isCluster: boolean): object {
  const verbs = random.percent(40) ? ['*'] : some(random, VERBS, 6);
  if (isCluster && random.percent(30)) return {verbs, nonResourceURLs: some(random, URL_PATTERNS, 5)};
  return {
    verbs,
    apiGroups: random.percent(50) ? ['*'] : some(random, GROUPS),
    resources: some(random, PATTERNS, 6),
    ...(random.percent(30) && {resourceNames: some(random, NAMES)}),
  };
}

/** The users, groups and service accounts of one world; another has others. */
const castOf = (world: string) => ({
  users: [`${world}-alice`, `${world}-bob`],
  groups: [`${world}-team`, `${world}-ops`],
  accounts: [`${world}-robot`, `${world}-agent`],
});
type Cast = ReturnType<typeof castOf>;

function randomSubject(random: Random, cast: Cast, isCluster: boolean): object {
  const kind = random.pick(['User', 'Group', 'ServiceAccount']);
  if (kind === 'User') return {kind, apiGroup: GROUP, name: random.pick([...cast.users, ...robots(cast)])};
  if (kind === 'Group') return {kind, apiGroup: GROUP, name: random.pick(cast.groups)};
  const name = random.pick(cast.accounts);
  // One without a namespace is taken from the binding's own, which a ClusterRoleBinding has not.
  return {kind, name, ...((isCluster || random.percent(70)) && {namespace: random.pick(NAMESPACES)})};
}

const robots = ({accounts}: Cast): string[] =>
  NAMESPACES.flatMap(namespace => accounts.map(name => `system:serviceaccount:${namespace}:${name}`));

/** A world of its own by its name. */
export function randomWorld(random: Random, world: string, questions: number): RbacWorld {
  const cast = castOf(world);
  const rbac = (namespace?: string) => `/apis/${GROUP}/v1/${namespace === undefined ? '' : `namespaces/${namespace}/`}`;
  const names = [1, 2, 3].map(n => `${world}-${n}`);
  const rules = (isCluster: boolean) => Array.from({length: 1 + random.below(3)}, () => randomRule(random, isCluster));
  const subjects = (isCluster: boolean) =>
    Array.from({length: 1 + random.below(3)}, () => randomSubject(random, cast, isCluster));
  // The last name is of no role: bindings may refer to what is not there.
  const made = names.slice(0, 2);
  const clusterRoles = made.map(name => ({
    path: `${rbac()}clusterroles`,
    body: {metadata: {name}, rules: rules(true)},
  }));
  const roles = NAMESPACES.flatMap(namespace =>
    made.map(name => ({path: `${rbac(namespace)}roles`, body: {metadata: {name}, rules: rules(false)}})),
  );
  const ref = (kind: string) => ({apiGroup: GROUP, kind, name: random.percent(10) ? names[2] : random.pick(made)});
  const bindings = names.map(name => ({
    path: `${rbac()}clusterrolebindings`,
    body: {metadata: {name}, roleRef: ref('ClusterRole'), subjects: subjects(true)},
  }));
  const ownBindings = NAMESPACES.flatMap(namespace =>
    names.map(name => ({
      path: `${rbac(namespace)}rolebindings`,
      body: {metadata: {name}, roleRef: ref(random.pick(['Role', 'ClusterRole'])), subjects: subjects(false)},
    })),
  );
  return {
    objects: [...clusterRoles, ...roles, ...bindings, ...ownBindings],
    questions: Array.from({length: questions}, () => randomQuestion(random, cast)),
  };
}

function randomQuestion(random: Random, cast: Cast): object {
  const who = {
    user: random.pick([...cast.users, ...robots(cast), 'nobody']),
    groups: random.percent(70) ? some(random, [...cast.groups, 'elsewhere'], 2) : [],
  };
  const verb = random.pick([...VERBS, '*']);
  if (random.percent(25))
    return {...who, nonResourceAttributes: {verb, path: random.pick([...URLS, '/healthzz', '/logs'])}};
  const [resource = '', subresource] = random.pick([...RESOURCES, '*']).split('/');
  return {
    ...who,
    resourceAttributes: {
      ...{verb, group: random.pick([...GROUPS, '*']), resource},
      ...(subresource !== undefined && {subresource}),
      ...(random.percent(70) && {namespace: random.pick([...NAMESPACES, 'elsewhere'])}),
      ...(random.percent(40) && {name: random.pick(NAMES)}),
    },
  };
}
