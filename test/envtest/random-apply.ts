import type {Random} from '../helpers/random.js';

/** One write of a sequence, by one of several managers. */
export interface ManagedWrite {
  contentType: 'apply' | 'merge';
  manager: string;
  force: boolean;
  /** What is written, without the object's name. */
  body: object;
}

const MANAGERS = ['one', 'two', 'three'];
const some = <T>(random: Random, entries: readonly T[], share = 50): T[] => entries.filter(() => random.percent(share));
const value = (random: Random): string => random.pick(['1', '2', '3']);

const texts = (random: Random, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(some(random, keys).map(key => [key, value(random)]));

function container(random: Random, name: string, whole: boolean): object {
  return {
    name,
    ...((whole || random.percent(60)) && {image: `i:${value(random)}`}),
    ...(random.percent(30) && {args: [value(random)]}),
    ...(random.percent(30) && {
      env: some(random, ['A', 'B', 'C']).map(key => ({name: key, value: value(random)})),
    }),
    ...(random.percent(30) && {
      ports: some(random, [80, 81]).map(port => ({
        containerPort: port,
        ...(random.percent(50) && {protocol: random.pick(['TCP', 'UDP'])}),
        ...(random.percent(50) && {name: `p${port}`}),
      })),
    }),
    ...(random.percent(30) && {securityContext: {...(random.percent(50) && {privileged: random.percent(50)})}}),
    ...(random.percent(20) && {resources: {limits: texts(random, ['cpu', 'memory'])}}),
  };
}

function podSpec(random: Random, whole: boolean): object {
  const containers = random.shuffle(some(random, ['a', 'b', 'c'], whole ? 70 : 50));
  const names = whole && !containers.length ? ['a'] : containers;
  return {
    ...((whole || random.percent(70)) && {containers: names.map(name => container(random, name, whole))}),
    ...(random.percent(30) && {volumes: some(random, ['v', 'w']).map(name => ({name, emptyDir: {}}))}),
    ...(random.percent(30) && {nodeSelector: texts(random, ['n', 'o'])}),
    ...(random.percent(20) && {hostPID: random.percent(50)}),
    ...(random.percent(20) && {tolerations: [{key: value(random), operator: 'Exists'}]}),
  };
}

/** A Deployment, or part of one. */
export function randomPart(random: Random, whole: boolean): object {
  const labels = random.percent(40) && {labels: texts(random, ['l', 'm'])};
  return {
    metadata: {...labels, ...(random.percent(15) && {finalizers: some(random, ['x.io/1', 'x.io/2'])})},
    spec: {
      ...(random.percent(40) && {replicas: random.below(3)}),
      ...(random.percent(20) && {minReadySeconds: random.below(3) + 1}),
      ...(random.percent(15) && {strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: random.below(2) + 1}}}),
      ...(whole && {selector: {matchLabels: {app: 'x'}}}),
      template: {
        metadata: {labels: {...((whole || random.percent(30)) && {app: 'x'}), ...texts(random, ['t'])}},
        spec: podSpec(random, whole),
      },
    },
  };
}

/** One write after another, most of them applied. */
export function randomWrite(random: Random): ManagedWrite {
  const manager = random.pick(MANAGERS);
  const common = {manager, force: false} as const;
  if (random.percent(15)) return {...common, contentType: 'merge', body: randomPart(random, false)};
  const body = {apiVersion: 'apps/v1', kind: 'Deployment', ...randomPart(random, random.percent(30))};
  return {...common, contentType: 'apply', force: random.percent(40), body};
}
