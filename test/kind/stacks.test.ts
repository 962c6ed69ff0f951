import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {stackNames} from '../../src/cluster/install/definition.js';
import {start} from '../helpers/cli.js';

const NAME = 'kubedrill-stacks-test';
const {env} = process;
const out = mkdtempSync(join(tmpdir(), 'kubedrill-stacks-'));
const kubeconfig = join(out, 'clusters', NAME, 'cluster', 'kubeconfig');
const kubectl = (args: readonly string[], input = '') =>
  execFileSync('kubectl', ['--kubeconfig', kubeconfig, ...args], {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
const kubedrill = (...args: string[]) => start([...args, '--out', out], {cwd: out, env});
const clusterWide = () =>
  kubectl([
    'get',
    'ns,clusterroles,clusterrolebindings,crds,validatingwebhookconfigurations,priorityclasses',
    '-o',
    'name',
  ]);

interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: {name: string};
}
const build = (stack: string): Rendered[] =>
  parseAllDocuments(execFileSync('kubectl', ['kustomize', `stacks/${stack}`], {encoding: 'utf8'})).map(d => d.toJS());
const json = (items: readonly Rendered[]) => JSON.stringify({apiVersion: 'v1', kind: 'List', items});

beforeAll(async () => {
  const {code, stderr} = await kubedrill('cluster', 'up', '--name', NAME).done;
  expect(code, stderr).toBe(0);
});

afterAll(async () => {
  await kubedrill('cluster', 'down', '--name', NAME).done;
  rmSync(out, {recursive: true, force: true});
});

test.each(stackNames())('a real API server takes every object of %s', stack => {
  const objects = build(stack);
  // What the others stand on is made for real: namespaces, and definitions of kinds.
  const ground = objects.filter(({kind}) => ['Namespace', 'CustomResourceDefinition'].includes(kind));
  // Kinds that Gatekeeper makes of its templates exist once it runs: test/stack/clusters/gatekeeper-up.test.ts.
  const constraints = objects.filter(({apiVersion}) => apiVersion.startsWith('constraints.gatekeeper.sh/'));
  const rest = objects.filter(object => ![...ground, ...constraints].includes(object));
  const apply = ['apply', '--server-side', '--validate=strict', '-f', '-'];
  try {
    kubectl(apply, json(ground));
    const definitions = ground.filter(({kind}) => kind === 'CustomResourceDefinition');
    for (const {metadata} of definitions) kubectl(['wait', '--for=condition=Established', `crd/${metadata.name}`]);
    const taken = kubectl([...apply, '--dry-run=server'], json(rest));
    expect(taken.trim().split('\n')).toHaveLength(rest.length);
  } finally {
    // Namespaces first: one that goes together with definitions of kinds looks for objects of kinds that are gone, and
    // tries again for minutes.
    const isNamespace = ({kind}: Rendered) => kind === 'Namespace';
    for (const items of [ground.filter(isNamespace), ground.filter(object => !isNamespace(object))]) {
      if (items.length) kubectl(['delete', '--ignore-not-found', '-f', '-'], json(items));
    }
  }
});

test('stack up that is cut off is taken away by stack down; its secrets are for their owner only', async () => {
  const before = clusterWide();
  const {child, stderr, done} = kubedrill('stack', 'up', 'efk', '--reuse', NAME);
  await expect.poll(stderr, {timeout: 60_000}).toMatch(/\d+ objects applied in kubedrill-efk/);
  child.kill('SIGINT');
  expect((await done).code).toBe(130);
  expect(clusterWide()).not.toBe(before);
  const {data} = JSON.parse(kubectl(['-n', 'kubedrill-efk', 'get', 'secret', 'generated', '-o', 'json']));
  const values = Object.values(data).map(value => Buffer.from(String(value), 'base64').toString('utf8'));
  expect(new Set(values).size).toBe(5);
  const {stdout, stderr: told} = await done;
  for (const value of values) expect(stdout + told).not.toContain(value);

  const down = await kubedrill('stack', 'down', 'efk', '--reuse', NAME).done;
  expect(down).toMatchObject({code: 0, stdout: `Elasticsearch, Fluentd and Kibana is gone from ${NAME}\n`});
  expect(clusterWide()).toBe(before);
  expect((await kubedrill('stack', 'down', 'efk', '--reuse', NAME).done).stdout).toBe(
    `efk is not installed in ${NAME}\n`,
  );
});

test("what is not kubedrill's is neither taken over nor deleted", async () => {
  kubectl(['create', 'namespace', 'kubedrill-prometheus']);
  const up = await kubedrill('stack', 'up', 'prometheus', '--reuse', NAME).done;
  expect(up).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Namespace kubedrill-prometheus is there already'),
  });
  const down = await kubedrill('stack', 'down', 'prometheus', '--reuse', NAME).done;
  expect(down).toMatchObject({code: 3, stderr: expect.stringContaining('nothing was deleted')});
  expect(kubectl(['get', 'namespace', 'kubedrill-prometheus', '-o', 'name'])).toBe('namespace/kubedrill-prometheus\n');
  kubectl(['delete', 'namespace', 'kubedrill-prometheus']);
});
