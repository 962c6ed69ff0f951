import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {LISTED} from '../../src/run/recover/labelled.js';
import {wrongWith} from '../docs/command-line.js';
import {kubedrill} from '../helpers/cli.js';

interface Container {
  name: string;
  args: string[];
  securityContext?: unknown;
}

/** What is read of a manifest here. */
interface Manifest {
  kind: string;
  metadata: {name: string; labels?: Record<string, string>};
  rules?: {apiGroups: string[]; resources: string[]; verbs: string[]}[];
  spec?: {jobTemplate?: {spec: JobSpec}} & JobSpec;
}

interface JobSpec {
  completions?: number;
  parallelism?: number;
  template: {
    spec: {initContainers?: Container[]; containers: Container[]; securityContext: unknown; volumes: object[]};
  };
}

const ROOT = 'deploy/kustomize';
const files = readdirSync(ROOT, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.yaml'));
const manifests = files
  .filter(name => !/(kustomization|stack|fleet)\.yaml$/.test(name))
  .flatMap(name =>
    parseAllDocuments(readFileSync(join(ROOT, name), 'utf8'), {merge: true}).map(document => ({
      name,
      manifest: document.toJS() as Manifest,
    })),
  );
const podsOf = ({spec}: Manifest) => {
  const job = spec?.jobTemplate?.spec ?? spec;
  return job?.template ? [job.template.spec] : [];
};
const pods = manifests.flatMap(({name, manifest}) => podsOf(manifest).map(pod => ({name, pod})));

describe('the manifests of a drill in a cluster', () => {
  test('give the ServiceAccount what `plan --all --rbac` prints, and no more', async () => {
    const {stdout} = await kubedrill('plan', '--all', '--rbac', '--namespace', 'kubedrill');
    const hint = 'npm run manifests';
    expect(readFileSync(join(ROOT, 'base/rbac.yaml'), 'utf8'), hint).toBe(stdout);
    const [, role] = parseAllDocuments(stdout).map(document => document.toJS());
    const chart = parseAllDocuments(readFileSync('deploy/helm/kubedrill/files/rules.yaml', 'utf8'))[0]?.toJS();
    expect(chart, hint).toEqual({rules: role.rules});
  });

  test('let the clean-up list wherever it looks', () => {
    const rules = manifests.find(({manifest}) => manifest.kind === 'ClusterRole')?.manifest.rules ?? [];
    const mayList = (path: string) => {
      const [, group = '', resource = ''] =
        /^\/(?:api|apis\/([^/]+))\/v1\/(?:namespaces\/kube-system\/)?(\w+)$/.exec(path) ?? [];
      return rules.some(
        rule => rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes('list'),
      );
    };
    expect(LISTED.filter(path => !mayList(path))).toEqual([]);
  });

  test('ask for pods that Pod Security admits as restricted, in a namespace that admits no other', () => {
    expect(pods.length).toBeGreaterThan(1);
    for (const {name, pod} of pods) {
      expect(pod.securityContext, name).toMatchObject({
        ...{runAsNonRoot: true, runAsUser: 65532},
        seccompProfile: {type: 'RuntimeDefault'},
      });
      for (const {securityContext} of [...(pod.initContainers ?? []), ...pod.containers]) {
        expect(securityContext, name).toEqual({
          ...{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true},
          capabilities: {drop: ['ALL']},
        });
      }
    }
    const namespace = manifests.find(({manifest}) => manifest.kind === 'Namespace')?.manifest;
    expect(namespace?.metadata.labels).toMatchObject({'pod-security.kubernetes.io/enforce': 'restricted'});
  });

  test('run commands that kubedrill has, with flags that it has', async () => {
    const commands = pods.flatMap(({pod}) => [...(pod.initContainers ?? []), ...pod.containers].map(({args}) => args));
    expect(commands.map(([command]) => command)).toEqual(expect.arrayContaining(['run', 'cleanup']));
    for (const args of commands) {
      expect([args, await wrongWith(args)]).toEqual([args, undefined]);
    }
  });
});

test('the chart and the images are of the version of the package', () => {
  const version = JSON.parse(readFileSync('package.json', 'utf8')).version;
  const chart = parseAllDocuments(readFileSync('deploy/helm/kubedrill/Chart.yaml', 'utf8'))[0]?.toJS();
  expect(chart).toMatchObject({version, appVersion: version});
  const tags = files.flatMap(
    name => readFileSync(join(ROOT, name), 'utf8').match(/(?<=newTag: |image: kubedrill:).*/g) ?? [],
  );
  expect(new Set(tags)).toEqual(new Set([version]));
});
