import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const NAME = 'kubedrill-steps';
const NODE = `${NAME}-control-plane`;
const env = process.env;
const home = mkdtempSync(join(tmpdir(), 'kubedrill-kind-'));

beforeAll(async () => {
  const up = await start(['cluster', 'up', '--name', NAME, '--json'], {cwd: home, env}).done;
  expect(up.code, up.stderr).toBe(0);
});
afterAll(async () => {
  expect((await start(['cluster', 'down', '--name', NAME], {cwd: home, env}).done).stdout).toContain('deleted');
});

const run = (args: string[], cwd = tempDir()) => start(['run', '--reuse', NAME, '--json', ...args], {cwd, env});
const manifests = () =>
  execFileSync('docker', ['exec', NODE, 'ls', '/etc/kubernetes/manifests'], {encoding: 'utf8'}).trim().split('\n');
const OWN_MANIFESTS = ['etcd.yaml', 'kube-apiserver.yaml', 'kube-controller-manager.yaml', 'kube-scheduler.yaml'];

/** What every scenario that acts by streams, certificates, tokens or on the node comes to here. */
const VERDICTS = {
  'anonymous-probing': 'detected',
  'anonymous-probing:granted': 'detected',
  'invalid-credential-burst:foreign-certificate': 'detected',
  'invalid-credential-burst:expired-certificate': 'detected',
  'pod-exec:spdy': 'detected',
  'pod-exec:attach': 'detected',
  'pod-exec:port-forward': 'detected',
  'hostile-exec': 'detected',
  'hostile-exec:spdy': 'detected',
  'backdoor-service-account': 'detected',
  'client-certificate': 'detected',
  'client-certificate:masters': 'prevented',
  'privileged-token-minted': 'detected',
  'privileged-token-minted:refused': 'prevented',
  'static-pod': 'detected',
  'kubelet-proxy': 'detected',
  'logs-cleared': 'skipped',
  'token-replayed': 'detected',
};

interface Result {
  scenarios: {id: string; verdict: string; benign?: {state: string}; cleaned?: {left: string[]}}[];
  cleanup: {left: string[]};
}

test('streams, certificates, credentials out of answers and commands on the node: seen, twins silent, nothing left', async () => {
  const {stdout, code, stderr} = await run(Object.keys(VERDICTS)).done;
  const {scenarios, cleanup} = JSON.parse(stdout) as Result;
  expect(Object.fromEntries(scenarios.map(s => [s.id, s.verdict])), stderr).toEqual(VERDICTS);
  expect(scenarios.filter(s => s.verdict !== 'skipped' && s.benign?.state !== 'silent')).toEqual([]);
  expect(cleanup.left).toEqual([]);
  expect(manifests()).toEqual(OWN_MANIFESTS);
  expect(code).toBe(0);
});

test('kill -9 after a command on the node, then cleanup: what it changed there is put back', async () => {
  const cwd = tempDir();
  const rules = join(cwd, 'none.yml');
  writeFileSync(
    rules,
    'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n',
  );
  const {child, done} = run(['static-pod', '--rules', rules], cwd);
  const events = () => {
    const [dir] = existsSync(join(cwd, 'runs')) ? readdirSync(join(cwd, 'runs')) : [];
    return dir ? readFileSync(join(cwd, 'runs', dir, 'events.ndjson'), 'utf8') : '';
  };
  await expect.poll(events, {timeout: 60_000, interval: 20}).toContain('"phase":"watch"');
  child.kill('SIGKILL');
  await done;
  expect(manifests().filter(name => name.startsWith('kd-'))).toHaveLength(1);
  const cleaned = await start(['cleanup'], {cwd, env}).done;
  expect(cleaned.code, cleaned.stderr).toBe(0);
  expect(manifests()).toEqual(OWN_MANIFESTS);
});
