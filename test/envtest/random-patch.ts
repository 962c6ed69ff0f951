import type {Random} from '../helpers/random.js';

const oneOf = <T>(random: Random, ...values: readonly T[]): T => random.pick(values);
const some = <T>(random: Random, values: readonly T[]): T[] => values.filter(() => random.percent(50));

/** A role of which a JSON patch can change maps, lists of maps and lists of texts. */
export const clusterRole = (name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {name, labels: {a: '1', b: '2'}},
  rules: [
    {verbs: ['get', 'list'], apiGroups: [''], resources: ['pods']},
    {verbs: ['get'], apiGroups: ['apps'], resources: ['deployments', 'replicasets']},
  ],
});

const RULE = {verbs: ['watch'], apiGroups: [''], resources: ['secrets']};
const INDEX = ['0', '1', '2', '3', '9', '-', '-1', '-3', '01', 'foo', '1e0', ''];

/** What a place of a role may be given; what fits elsewhere is refused by the types. */
function placed(random: Random): {path: string; value: unknown} {
  const rule = `/rules/${oneOf(random, ...INDEX)}`;
  return oneOf(
    random,
    {path: `/metadata/labels/${oneOf(random, 'a', 'b', 'c', 'x~1y', 'none')}`, value: oneOf(random, '1', '2')},
    {path: '/metadata/labels', value: {a: '2'}},
    {path: '/metadata/nothing/deep', value: '1'},
    {path: '', value: clusterRole('x')},
    {path: '/rules', value: [RULE]},
    {path: rule, value: oneOf(random, RULE, clusterRole('x').rules[0])},
    {path: `${rule}/verbs`, value: oneOf(random, ['get'], ['get', 'list'])},
    {path: `${rule}/verbs/${oneOf(random, ...INDEX)}`, value: oneOf(random, 'get', 'list', 'watch')},
    {path: `${rule}/resources/${oneOf(random, ...INDEX)}`, value: 'pods'},
  );
}

/** One to three operations; sources and targets of a copy or a move are places of the same kind. */
export function randomJsonPatch(random: Random): object[] {
  return Array.from({length: 1 + random.below(3)}, () => {
    const {path, value} = placed(random);
    const op = oneOf(random, 'add', 'remove', 'replace', 'test', 'move', 'copy', 'jump');
    if (op === 'remove' || op === 'jump') return {op, path};
    if (op !== 'move' && op !== 'copy') return {op, path, value};
    const last = /^(.*\/)[^/]*$/.exec(path)?.[1];
    return {op, from: last === undefined ? path : `${last}${oneOf(random, ...INDEX, 'a', 'b')}`, path};
  });
}

/** A deployment of which every list and union of its pods can be changed. */
export const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name, labels: {a: '1', b: '2'}, finalizers: ['example.com/one', 'example.com/two']},
  spec: {
    replicas: 0,
    selector: {matchLabels: {app: 'x'}},
    template: {
      metadata: {labels: {app: 'x'}},
      spec: {
        containers: ['one', 'two', 'three'].map(container => ({
          name: container,
          image: 'registry.k8s.io/pause:3.10',
          args: ['a', 'b'],
          env: [
            {name: 'E', value: '1'},
            {name: 'F', value: '2'},
          ],
          volumeMounts: [{name: 'v', mountPath: '/v'}],
        })),
        volumes: [
          {name: 'v', emptyDir: {}},
          {name: 'w', emptyDir: {}},
        ],
        tolerations: [{key: 'k', operator: 'Exists'}],
      },
    },
  },
});

/** A strategic merge patch of it, with the directives that there are, now and then used as they may not be. */
export function randomStrategicPatch(random: Random): object {
  const pod = {
    ...(random.percent(70) && listPatch(random, 'containers', ['one', 'two', 'three', 'four'], containerPatch)),
    ...(random.percent(30) && listPatch(random, 'volumes', ['w', 'x'], name => volumePatch(random, name))),
    ...(random.percent(20) && {tolerations: oneOf<unknown>(random, [], [{key: 'z', operator: 'Exists'}], null)}),
    ...(random.percent(5) && {$patch: oneOf(random, 'merge', 'bogus')}),
  };
  const metadata = {
    ...(random.percent(30) && {labels: labelsPatch(random)}),
    ...(random.percent(30) && finalizersPatch(random)),
  };
  return {metadata, spec: {template: {spec: pod}}};
}

function listPatch(
  random: Random,
  list: string,
  names: string[],
  item: (name: string, random: Random) => object,
): object {
  const items: object[] = some(random, names).map(name =>
    random.percent(20)
      ? {name, $patch: oneOf(random, 'delete', 'delete', 'delete', 'merge', 'bogus')}
      : item(name, random),
  );
  if (random.percent(10)) items.unshift({$patch: 'replace'}, item(names[0] ?? '', random));
  if (random.percent(5)) items.push({image: 'without-a-name'});
  const order = random.shuffle(names.slice(0, 3)).map(name => ({name}));
  return {
    ...(random.percent(40) && {[`$setElementOrder/${list}`]: order}),
    ...((items.length > 0 || random.percent(50)) && {[list]: items}),
  };
}

const containerPatch = (name: string, random: Random): object => ({
  name,
  image: oneOf(random, 'registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.9'),
  ...(random.percent(30) && {args: ['c']}),
  ...(random.percent(30) && {env: some(random, ['E', 'F', 'G']).map(env => ({name: env, value: '9'}))}),
  ...(random.percent(20) && {env: [{name: 'E', $patch: 'delete'}]}),
});

const volumePatch = (random: Random, name: string): object =>
  random.percent(50)
    ? {name, emptyDir: null, hostPath: {path: '/x', type: ''}}
    : {name, $retainKeys: ['name', 'hostPath'], hostPath: {path: '/y', type: ''}};

const labelsPatch = (random: Random): object | null =>
  oneOf<object | null>(random, {a: '9'}, {a: null, c: '3'}, {$patch: 'replace', d: '4'}, {$patch: 'delete'}, null);

const finalizersPatch = (random: Random): object =>
  oneOf<object>(
    random,
    {finalizers: ['example.com/three']},
    {'$deleteFromPrimitiveList/finalizers': ['example.com/one']},
    {'$deleteFromPrimitiveList/finalizers': ['example.com/two'], finalizers: ['example.com/three']},
    {'$setElementOrder/finalizers': ['example.com/two', 'example.com/one']},
  );
