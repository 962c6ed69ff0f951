import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {stringify} from 'yaml';
import type {AuditEvent} from '../../src/audit/event.js';
import {kubedrill} from '../helpers/cli.js';
import {builtImage} from '../helpers/image.js';
import {KindCluster} from '../helpers/kind-cluster.js';

/** A cluster with the shipped manifests, changed only in where its audit log and its volumes are. */
const cluster = new KindCluster('in-cluster-test');
const overlays = join(cluster.home, 'kustomize', 'overlays');
const NAMESPACE = ['--namespace', 'kubedrill'];
const ACCOUNT = 'system:serviceaccount:kubedrill:kubedrill';
const kubectl = (...args: string[]) => cluster.kubectl([...NAMESPACE, ...args]);

/** A folder of the node as a volume, which every kind cluster has, whatever provisions its claims. */
const volume = (name: string, path: string, claim: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: {name},
  spec: {
    ...{capacity: {storage: '20Gi'}, accessModes: ['ReadWriteOnce'], storageClassName: ''},
    hostPath: {path},
    claimRef: {namespace: 'kubedrill', name: claim},
  },
});
const claim = (name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {name},
  spec: {accessModes: ['ReadWriteOnce'], storageClassName: '', resources: {requests: {storage: '5Gi'}}},
});
const POD = '/spec/jobTemplate/spec/template/spec';
/** The audit log of the node in place of a stack: of a cluster that one has made, its administrator can hand it in. */
const WITH_AUDIT_LOG = [
  {op: 'test', path: `${POD}/containers/0/args/5`, value: '--stack=/etc/kubedrill/stack/stack.yaml'},
  {op: 'replace', path: `${POD}/containers/0/args/5`, value: '--audit-log=/audit/audit.log'},
  {op: 'replace', path: `${POD}/initContainers/0/args/3`, value: '--older-than=0s'},
  {op: 'add', path: `${POD}/containers/0/args/-`, value: '--json'},
  {op: 'add', path: `${POD}/containers/0/args/-`, value: '--quiet'},
  {op: 'add', path: `${POD}/volumes/-`, value: {name: 'audit', persistentVolumeClaim: {claimName: 'audit'}}},
  {op: 'add', path: `${POD}/containers/0/volumeMounts/-`, value: {name: 'audit', mountPath: '/audit', readOnly: true}},
];

/** A rule that none of the attacks meets. */
const OTHER_RULE = {
  ...{title: 'Something else', status: 'test', level: 'low'},
  logsource: {product: 'kubernetes', service: 'audit'},
  detection: {other: {verb: 'deletecollection'}, condition: 'other'},
};

/** Writes an overlay of the test's own over a shipped one, and applies it. */
function applyOver(shipped: string, changes: object, resources: object[]): void {
  const dir = join(overlays, `${shipped}-here`);
  mkdirSync(dir);
  writeFileSync(join(dir, 'here.yaml'), resources.map(object => stringify(object)).join('---\n'));
  const [newName, newTag] = image.split(':');
  const kustomization = {
    ...{apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', namespace: 'kubedrill'},
    resources: [`../${shipped}`, 'here.yaml'],
    images: [{name: 'kubedrill', newName, newTag}],
    ...changes,
  };
  writeFileSync(join(dir, 'kustomization.yaml'), stringify(kustomization));
  cluster.kubectl(['apply', '-k', dir]);
}

/** What of drills is on the cluster, in namespaces that come and go and outside of them. */
const ofDrills = () =>
  cluster
    .kubectl(['get', 'namespaces,clusterroles,clusterrolebindings,pv', '-o', 'name'])
    .split('\n')
    .filter(name => name.includes('/kd-'));
const isOver = (job: string) => kubectl('get', 'job', job, '-o', 'jsonpath={.status.conditions[*].type}');
const CONTAINER_IDS = 'jsonpath={range .items[*].status.containerStatuses[*]}{.name}={.containerID} {end}';
const LONG = {timeout: 180_000, interval: 500};
/** How a Job ended: `Complete`, or `Failed`. */
const over = (job: string) =>
  vi.waitFor(() => {
    const conditions = isOver(job);
    expect(conditions).toMatch(/Complete|Failed/);
    return conditions;
  }, LONG);

/** What the pods of a Job said. */
const logsOf = (job: string) => kubectl('logs', `--selector=batch.kubernetes.io/job-name=${job}`, '--all-containers');

let image = '';

beforeAll(() => {
  image = builtImage();
  cluster.up();
  cluster.kind('load', 'docker-image', image);
  for (const name of ['work', 'logs', 'summaries', 'fleet']) {
    cluster.onNode('mkdir', '-p', `/drills/${name}`);
    cluster.onNode('chown', '65532:65532', `/drills/${name}`);
  }
  // The API server keeps its log for itself.
  cluster.onNode('chmod', '-R', 'a+rX', '/var/log/kubernetes');
  cpSync('deploy/kustomize', join(cluster.home, 'kustomize'), {recursive: true});
  const uid = cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
  const target = (kind: string, name: string) => ({target: {kind, name}});
  applyOver(
    'nightly',
    {
      configMapGenerator: [
        {name: 'cluster', behavior: 'merge', literals: [`uid=${uid}`]},
        {name: 'stack', behavior: 'merge', literals: [`other.yml=${JSON.stringify(OTHER_RULE)}`]},
      ],
      patches: [
        {...target('CronJob', 'nightly'), patch: JSON.stringify(WITH_AUDIT_LOG)},
        {
          ...target('CronJob', 'cleanup'),
          patch: JSON.stringify([{op: 'replace', path: `${POD}/containers/0/args/3`, value: '--older-than=0s'}]),
        },
        {
          ...target('PersistentVolumeClaim', 'nightly'),
          patch: JSON.stringify([{op: 'add', path: '/spec/storageClassName', value: ''}]),
        },
      ],
    },
    [volume('work', '/drills/work', 'nightly'), volume('audit', '/var/log/kubernetes', 'audit'), claim('audit')],
  );
});

afterAll(() => cluster.down());

test('the namespace admits no pod that is not restricted', () => {
  expect(() => kubectl('run', 'plain', '--image=busybox:stable', '--dry-run=server')).toThrow(
    'violates PodSecurity "restricted:latest"',
  );
});

test('of a pod that was killed in the middle of an attack, the clean-up leaves nothing', async () => {
  // By a rule that none of them meets, attacks are waited for, and what they made stands as long.
  const job = JSON.parse(
    kubectl('create', 'job', 'killed', '--from=cronjob/nightly', '--dry-run=client', '-o', 'json'),
  );
  job.spec.template.spec.containers[0].args.push('--rules=/etc/kubedrill/stack/other.yml');
  cluster.kubectl([...NAMESPACE, 'apply', '--filename', '-'], JSON.stringify(job));
  await vi.waitFor(() => expect(ofDrills().join()).toContain('clusterrolebinding'), {...LONG, interval: 100});
  const ids = kubectl('get', 'pods', '--selector=batch.kubernetes.io/job-name=killed', '-o', CONTAINER_IDS);
  const id = /drill=containerd:\/\/(\w+)/.exec(ids)?.[1] ?? 'none';
  const [, pid = ''] = /\/proc\/(\d+)\//.exec(cluster.onNode('sh', '-c', `grep -l ${id} /proc/[0-9]*/cgroup`)) ?? [];
  cluster.onNode('kill', '-9', pid);
  expect(await over('killed')).toContain('Failed');
  expect(ofDrills()).not.toEqual([]);
  kubectl('create', 'job', 'cleaned', '--from=cronjob/cleanup');
  expect(await over('cleaned'), logsOf('cleaned')).toContain('Complete');
  expect(ofDrills()).toEqual([]);
});

test('the next night finishes its journal, detects everything, and is refused nothing for want of a right', async () => {
  kubectl('create', 'job', 'night', '--from=cronjob/nightly');
  expect(await over('night'), logsOf('night')).toContain('Complete');
  expect(kubectl('logs', 'job/night', '--container=finish')).toContain('objects on cluster in-cluster deleted');
  const {scenarios, cleanup} = JSON.parse(kubectl('logs', 'job/night', '--container=drill'));
  const verdicts = scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
  expect(cleanup.left).toEqual([]);
  expect(cluster.onNode('ls', '/drills/work')).toContain('history.db');
  const own = readFileSync(cluster.auditLog, 'utf8')
    .split('\n')
    .filter(line => line.includes(ACCOUNT))
    .map(line => JSON.parse(line) as AuditEvent)
    .filter(({user}) => user?.username === ACCOUNT);
  expect(own.length).toBeGreaterThan(100);
  const refused = own.filter(({responseStatus}) => responseStatus?.code === 403);
  // Pod Security refuses a dry run, by which a scenario waits until it does.
  expect(refused.map(e => e.responseStatus?.message).filter(said => !said?.includes('violates PodSecurity'))).toEqual(
    [],
  );
});

/** Changes texts of a file of an overlay that stand in it, as somebody does who has copied the folder. */
function edit(name: string, ...changes: [from: string, to: string][]): void {
  const file = join(overlays, name);
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

test('a log in three parts, each read by an index of a Job, has in it what one reading finds', async () => {
  const [from, until] = [-3_600_000, 600_000].map(ms => new Date(Date.now() + ms).toISOString());
  edit(
    'rules/rules-job.yaml',
    ...([
      ['completions: 12', 'completions: 3'],
      ['cpu: "1"', 'cpu: 100m'],
      ['--from=2026-01-01', `--from=${from}`],
      ['--until=2027-01-01', `--until=${until}`],
    ] as [string, string][]),
  );
  cluster.onNode('cp', '/var/log/kubernetes/audit.log', '/drills/logs/');
  cluster.onNode('chmod', '-R', 'a+rX', '/drills/logs');
  const claims = ['audit-logs', 'summaries'].map(name => claim(name));
  applyOver('rules', {}, [
    ...[volume('logs', '/drills/logs', 'audit-logs'), volume('summaries', '/drills/summaries', 'summaries')],
    ...claims,
  ]);
  expect(await over('rules'), logsOf('rules')).toContain('Complete');
  edit('rules/merge-job.yaml', ['kubedrill:0.1.0', image]);
  kubectl('apply', '--filename', join(overlays, 'rules', 'merge-job.yaml'));
  await over('rules-merge');
  const merged = JSON.parse(kubectl('logs', 'job/rules-merge'));
  cluster.onNode('cp', '/drills/logs/audit.log', '/var/log/kubernetes/copy.log');
  const log = join(cluster.home, 'log', 'copy.log');
  const whole = JSON.parse((await kubedrill('rules', 'test', '--log', log, '--json')).stdout);
  expect(whole.events).toBeGreaterThan(1000);
  expect(merged).toMatchObject({shards: 3, gaps: [], events: whole.events, alarms: whole.alarms});
});

test('of a fleet of eight, one that fails is one failed index, and the others are judged', async () => {
  const dir = join(overlays, 'fleet');
  const token = kubectl('create', 'token', 'kubedrill', '--duration=1h').trim();
  const config = JSON.parse(cluster.kubectl(['config', 'view', '--raw', '-o', 'json']));
  const [{cluster: server}] = config.clusters;
  server.server = 'https://kubernetes.default.svc';
  const contexts = ['real-a', 'real-b'].map(name => ({
    name,
    context: {cluster: config.clusters[0].name, user: 'kubedrill'},
  }));
  const kubeconfig = {...config, users: [{name: 'kubedrill', user: {token}}], contexts, 'current-context': 'real-a'};
  writeFileSync(join(cluster.home, 'config'), JSON.stringify(kubeconfig));
  kubectl('create', 'secret', 'generic', 'fleet', `--from-file=config=${join(cluster.home, 'config')}`);

  const confirm = cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
  const real = {confirm, auditLog: '/audit/audit.log'};
  const simulated = [1, 2, 3, 4, 5, 6].map(number => ({name: `simulated-${number}`, cluster: 'simulated'}));
  const fleet = {
    ...{fleet: 'prod', drill: 'drill.yaml', results: 'fleet/{fleet}/{date}/{cluster}'},
    clusters: [
      ...simulated,
      {name: 'real-a', context: 'real-a', ...real},
      {name: 'real-b', context: 'real-b', ...real, rules: ['other.yml']},
    ],
  };
  const drill = {
    ...{title: 'Two attacks', description: 'What a fleet is tried with.', parallel: 2},
    ...{scenarios: ['secrets-listed', 'cluster-admin-bound'], sla: {factor: 0.2, grace: '1s'}},
    gates: [{name: 'all detected', noneOf: ['missed', 'late', 'not executed', 'inconclusive']}],
  };
  const files = {'fleet.yaml': fleet, 'drill.yaml': drill, 'other.yml': OTHER_RULE};
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), stringify(content));
  edit('fleet/kustomization.yaml', ['stack.yaml]', 'stack.yaml, drill.yaml, other.yml]']);
  // Eight parts for eight clusters.
  edit('fleet/fleet-job.yaml', ['completions: 2', 'completions: 8'], ['parallelism: 2', 'parallelism: 3']);
  const patches = [
    {target: {kind: 'CronJob', name: 'fleet'}, patch: JSON.stringify(WITH_AUDIT_LOG.slice(-2))},
    {
      target: {kind: 'CronJob', name: 'fleet-report'},
      patch: JSON.stringify([{op: 'add', path: `${POD}/containers/0/args/-`, value: '--format=json'}]),
    },
    {
      target: {kind: 'CronJob', name: 'fleet-cleanup'},
      patch: JSON.stringify([{op: 'replace', path: `${POD}/containers/0/args/3`, value: '--older-than=0s'}]),
    },
    {
      target: {kind: 'PersistentVolumeClaim', name: 'results'},
      patch: JSON.stringify([
        {op: 'replace', path: '/spec/accessModes', value: ['ReadWriteOnce']},
        {op: 'add', path: '/spec/storageClassName', value: ''},
      ]),
    },
  ];
  applyOver('fleet', {patches}, [volume('results', '/drills/fleet', 'results')]);

  kubectl('create', 'job', 'fleet-night', '--from=cronjob/fleet');
  await over('fleet-night');
  const {status} = JSON.parse(kubectl('get', 'job', 'fleet-night', '-o', 'json'));
  expect(status, logsOf('fleet-night')).toMatchObject({
    ...{succeeded: 7, failedIndexes: expect.stringMatching(/^\d$/)},
  });

  kubectl('create', 'job', 'fleet-morning', '--from=cronjob/fleet-report');
  await over('fleet-morning');
  const {clusters} = JSON.parse(kubectl('logs', 'job/fleet-morning'));
  const rows = clusters as {cluster: string; green: boolean; worse: boolean}[];
  const states = Object.fromEntries(
    rows.map(({cluster: name, green, worse}) => [name, green ? 'green' : worse ? 'worse' : 'undecided']),
  );
  expect(states).toEqual({
    ...Object.fromEntries(simulated.map(({name}) => [name, 'green'])),
    ...{'real-a': 'green', 'real-b': 'worse'},
  });
  expect(ofDrills()).toEqual([]);

  // What a dead run left, whose pod and folder are gone.
  cluster.kubectl(['create', 'namespace', 'kd-abcdef']);
  cluster.kubectl(['label', 'namespace', 'kd-abcdef', 'kubedrill.dev/run=abc123']);
  expect(ofDrills()).toHaveLength(1);
  kubectl('create', 'job', 'fleet-cleaned', '--from=cronjob/fleet-cleanup');
  expect(await over('fleet-cleaned'), logsOf('fleet-cleaned')).toContain('Complete');
  expect(logsOf('fleet-cleaned')).toMatch(/^real-[ab]: run abc123: 1 object deleted$/m);
  expect(ofDrills()).toEqual([]);
  kubectl('create', 'job', 'fleet-pruned', '--from=cronjob/fleet-prune');
  expect(await over('fleet-pruned'), logsOf('fleet-pruned')).toContain('Complete');
  expect(logsOf('fleet-pruned')).toContain('0 runs and 0 outcomes removed');
});
