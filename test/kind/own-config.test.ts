import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {parseDocument} from 'yaml';
import {start} from '../helpers/cli.js';
import {clustersOfRuns} from '../helpers/kind-cluster.js';
import {tempDir} from '../helpers/temp.js';

/** What kind's own page on auditing says, and the same with a policy that drops the attack. */
const FOLDER = resolve('test/fixtures/cases/15-kind-auditing-guide');
const POLICY = resolve('audit-policy.yaml');
const LISTED = {'secrets-listed': 'detected'};

const {env} = process;
const tool = (program: string, args: string[], cwd = FOLDER) =>
  execFileSync(program, args, {encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'pipe']});

/** A cluster of this name, gone with the test. */
function named(name: string): string {
  onTestFinished(() => {
    tool('kind', ['delete', 'cluster', '--name', name, '--kubeconfig', join(tempDir(), 'config')]);
  });
  return name;
}

const onNode = (cluster: string, ...command: string[]) =>
  tool('docker', ['exec', `${cluster}-control-plane`, ...command]);

async function listedOn(cluster: string) {
  const {stdout, stderr} = await start(['run', 'secrets-listed', '--reuse', cluster, '--json'], {cwd: tempDir(), env})
    .done;
  expect(stdout, stderr).toMatch(/^\{/);
  const {scenarios} = JSON.parse(stdout) as {scenarios: {id: string; verdict: string}[]};
  return Object.fromEntries(scenarios.map(({id, verdict}) => [id, verdict]));
}

/** A configuration of the case's folder with more in its only node. */
function withMore(file: string, more: Record<string, unknown>, mounts: readonly object[]): string {
  const config = parseDocument(readFileSync(join(FOLDER, file), 'utf8'));
  config.setIn(['nodes', 0, 'extraMounts', 0, 'hostPath'], join(FOLDER, 'none-secrets.yaml'));
  for (const mount of mounts) config.addIn(['nodes', 0, 'extraMounts'], mount);
  for (const [key, value] of Object.entries(more)) config.setIn(['nodes', 0, key], config.createNode(value));
  const path = join(tempDir(), 'kind.yaml');
  writeFileSync(path, config.toString());
  return path;
}

const jsonPatch = (patch: object) => ({
  kubeadmConfigPatchesJSON6902: [
    {group: 'kubeadm.k8s.io', version: 'v1beta3', kind: 'ClusterConfiguration', patch: JSON.stringify([patch])},
  ],
});

test("what a configuration of one's own says beside its audit log is kept, and --audit-policy takes the place of its policy", async () => {
  const name = named('kubedrill-own-config');
  const san = jsonPatch({op: 'add', path: '/apiServer/certSANs/-', value: 'drill.example'});
  const config = withMore('guide2.yaml', {labels: {tier: 'drill'}, ...san}, [
    {hostPath: './data', containerPath: '/data'},
  ]);
  const data = join(config, '..', 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'file'), 'from the host');
  const cwd = tempDir();
  const args = ['cluster', 'up', '--name', name, '--kind-config', config, '--audit-policy', POLICY];
  const up = await start(args, {cwd, env}).done;
  expect(up.code, up.stderr).toBe(0);
  expect(onNode(name, 'cat', '/etc/kubernetes/policies/audit-policy.yaml')).toBe(readFileSync(POLICY, 'utf8'));
  expect(onNode(name, 'cat', '/data/file')).toBe('from the host');
  expect(onNode(name, 'cat', '/kind/kubeadm.conf')).toContain('drill.example');
  const kubeconfig = join(cwd, 'runs', 'clusters', name, 'cluster', 'kubeconfig');
  expect(tool('kubectl', ['--kubeconfig', kubeconfig, 'get', 'nodes', '-l', 'tier=drill', '-o', 'name'])).toBe(
    `node/${name}-control-plane\n`,
  );
  expect(await listedOn(name)).toEqual(LISTED);
});

test("a cluster that kind itself made from its guide's configuration is read as it is", async () => {
  const name = named('kubedrill-kind-guide');
  const image = env.KUBEDRILL_NODE_IMAGE ? ['--image', env.KUBEDRILL_NODE_IMAGE] : [];
  const config = ['--config', 'guide.yaml', '--kubeconfig', join(tempDir(), 'config')];
  tool('kind', ['create', 'cluster', '--name', name, ...config, ...image]);
  expect(await listedOn(name)).toEqual(LISTED);
});

test('--audit-policy that a JSON patch leaves without effect is told, and no cluster is left', async () => {
  const cwd = tempDir();
  const other = '/etc/kubernetes/policies/other.yaml';
  const patch = jsonPatch({op: 'replace', path: '/apiServer/extraArgs/audit-policy-file', value: other});
  const config = withMore('guide2.yaml', patch, [{hostPath: POLICY, containerPath: other}]);
  const policy = join(FOLDER, 'none-secrets.yaml');
  const args = ['run', 'secrets-listed', '--cluster', 'kind', '--kind-config', config, '--audit-policy', policy];
  const {code, stderr} = await start(args, {cwd, env}).done;
  expect(stderr).toContain(`the API server takes the audit policy ${other}, and that is not the one of --audit-policy`);
  expect(code).toBe(3);
  expect(clustersOfRuns(cwd)).toEqual([]);
});
