import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {endProcess, isRunning, type KnownProcess} from '../../src/lib/process/processes.js';
import {type Running, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const {env} = process;
const ON_ENVTEST = ['run', '--cluster', 'envtest', '--no-tui'];

/** The run's own folder, as soon as there is one. */
function runDir(cwd: string): string | undefined {
  const runs = join(cwd, 'runs');
  const [name] = existsSync(runs) ? readdirSync(runs) : [];
  return name === undefined ? undefined : join(runs, name);
}

const fileOf = (cwd: string, name: string): string => {
  const path = join(runDir(cwd) ?? '', name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** The servers that a run has journaled. */
const serversOf = (cwd: string): KnownProcess[] =>
  fileOf(cwd, 'journal.ndjson')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as {type: string; process?: KnownProcess})
    .flatMap(entry => (entry.type === 'process' ? (entry.process ?? []) : []));

/** What must be so after every run, however it ended: no server of it runs, no key and no data is left. */
function expectGone(cwd: string, programs = ['etcd', 'kube-apiserver', 'kube-controller-manager']): void {
  const servers = serversOf(cwd);
  expect(servers.map(s => s.program)).toEqual(programs);
  expect(servers.filter(isRunning)).toEqual([]);
  const left = readdirSync(join(runDir(cwd) ?? '', 'cluster'));
  const mayStay = ['audit-policy.yaml', 'audit.log', 'etcd.log', 'kube-apiserver.log', 'kube-controller-manager.log'];
  expect(left.filter(name => !mayStay.includes(name))).toEqual([]);
}

interface Told {
  id: string;
  verdict: string;
  explanation?: string;
}

/** A folder with only those of the servers. */
function folderOf(...programs: string[]): string {
  const dir = join(tempDir(), 'bin');
  mkdirSync(dir);
  for (const program of programs) symlinkSync(join(findAssets(undefined, env).dir, program), join(dir, program));
  return dir;
}

/** Starts a run of which nothing is left when the test ends, whatever becomes of it. */
function begin(cwd: string, ...args: string[]): Running {
  const running = start([...ON_ENVTEST, ...args], {cwd, env});
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    for (const server of serversOf(cwd)) await endProcess(server);
  });
  return running;
}

/** A run that is in the middle of its first attack. */
async function inAttack(cwd: string): Promise<Running> {
  const running = begin(cwd);
  const events = () => fileOf(cwd, 'events.ndjson').includes('"phase":"attack"');
  await expect.poll(events, {timeout: 200_000, interval: 20}).toBe(true);
  return running;
}

describe('every scenario', () => {
  const verdicts = (stdout: string): Told[] => JSON.parse(stdout).scenarios;

  test('is detected or prevented, or skipped for want of a node; nothing is left', async () => {
    const cwd = tempDir();
    const {code, stdout, stderr} = await begin(cwd, '--all', '--json').done;
    expect(code, stderr).toBe(0);
    const told = verdicts(stdout);
    expect(told.length).toBeGreaterThanOrEqual(35);
    const skipped = told.filter(s => s.verdict === 'skipped');
    expect(told.filter(s => !['detected', 'prevented', 'skipped'].includes(s.verdict))).toEqual([]);
    const needs = needsOf(cwd);
    for (const {id} of skipped) expect(needs.get(id), id).toContain('node');
    expect(skipped.length).toBe([...needs.values()].filter(list => list.includes('node')).length);
    expect(JSON.parse(stdout)).toMatchObject({
      run: {cluster: {kind: 'envtest', simulated: false}},
      cleanup: {left: [], cluster: 'deleted'},
    });
    expect(stderr).toContain('on an envtest cluster (asked for with --cluster)');
    expect(stderr).toMatch(/✔ certificates[\s\S]*✔ etcd[\s\S]*✔ API server[\s\S]*✔ controllers/);
    expectGone(cwd);
  });

  test('without a controller manager, those that need controllers are skipped as well', async () => {
    const cwd = tempDir();
    const assets = folderOf('etcd', 'kube-apiserver');
    const {code, stdout, stderr} = await begin(cwd, '--all', '--json', '--assets', assets).done;
    expect(code, stderr).toBe(0);
    const needs = needsOf(cwd);
    const lacking = (id: string) => ['node', 'controllers'].some(need => needs.get(id)?.includes(need));
    for (const {id, verdict} of verdicts(stdout)) {
      expect(['detected', 'prevented', 'skipped'], id).toContain(verdict);
      expect(verdict === 'skipped', id).toBe(lacking(id));
    }
    expect(JSON.parse(stdout)).toMatchObject({cleanup: {left: [], cluster: 'deleted'}});
    expectGone(cwd, ['etcd', 'kube-apiserver']);
  });

  /** What each scenario needs, by the program itself. */
  function needsOf(cwd: string): Map<string, string[]> {
    const listed = execFileSync(process.execPath, [join(import.meta.dirname, '../../src/bin.js'), 'list', '--json'], {
      cwd,
      encoding: 'utf8',
    });
    const {scenarios} = JSON.parse(listed) as {scenarios: {id: string; needs: string[]}[]};
    return new Map(scenarios.map(s => [s.id, s.needs]));
  }
});

describe('however a run ends', () => {
  test('Ctrl-C while the servers come up leaves none', async () => {
    const cwd = tempDir();
    const {child, stderr, done} = begin(cwd);
    await expect.poll(stderr, {timeout: 200_000, interval: 20}).toMatch(/✔ etcd/);
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expectGone(
      cwd,
      serversOf(cwd).map(s => s.program),
    );
    expect(serversOf(cwd)[0]?.program).toBe('etcd');
  });

  test('Ctrl-C in the middle of an attack leaves none', async () => {
    const cwd = tempDir();
    const {child, done} = await inAttack(cwd);
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expectGone(cwd);
  });

  test('whoever cannot wait for clean-up and presses Ctrl-C twice leaves none', async () => {
    const cwd = tempDir();
    const {child, done} = await inAttack(cwd);
    child.kill('SIGINT');
    await expect.poll(() => child.kill('SIGINT'), {interval: 20, timeout: 100_000}).toBe(true);
    expect((await done).code).toBe(130);
    await expect.poll(() => serversOf(cwd).filter(isRunning)).toEqual([]);
  });

  test('after kill -9, cleanup ends the servers, and no process that somebody has added to the journal', async () => {
    const cwd = tempDir();
    const {child, done} = await inAttack(cwd);
    child.kill('SIGKILL');
    await done;
    const servers = serversOf(cwd);
    expect(servers.filter(isRunning)).toEqual(servers);
    const other = {...servers[0], pid: process.pid};
    const journal = join(runDir(cwd) ?? '', 'journal.ndjson');
    const sealed = readFileSync(journal);
    writeFileSync(journal, `${JSON.stringify({type: 'process', process: other})}\n`, {flag: 'a'});
    expect(await start(['cleanup'], {cwd, env}).done).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('has been changed'),
    });
    expect(servers.filter(isRunning)).toEqual(servers);
    writeFileSync(journal, sealed);
    const cleaned = await start(['cleanup'], {cwd, env}).done;
    expect(cleaned.stdout).toContain('kube-controller-manager, kube-apiserver, etcd killed');
    expect(cleaned.code).toBe(0);
    expect(servers.filter(isRunning)).toEqual([]);
    expect(readdirSync(join(runDir(cwd) ?? '', 'cluster'))).not.toContain('pki');
    expect((await start(['cleanup'], {cwd, env}).done).stdout).toContain('nothing to clean up');
  });
});

describe('servers that do not come up', () => {
  const policy = (cwd: string, rule: string): string[] => {
    const path = join(cwd, 'policy.yaml');
    writeFileSync(path, `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - ${rule}\n`);
    return ['--audit-policy', path];
  };

  test('a policy that no API server could read is told with its place, and nothing is started', async () => {
    const cwd = tempDir();
    const {code, stderr} = await begin(cwd, ...policy(cwd, '{level: Everything}')).done;
    expect(stderr).toMatch(/policy\.yaml:4:\d+ rules\.0\.level/);
    expect(code).toBe(2);
    expect(serversOf(cwd)).toEqual([]);
  });

  test('a server that may not be run is told, with its log', async () => {
    const cwd = tempDir();
    const assets = folderOf('etcd');
    writeFileSync(
      join(assets, 'kube-apiserver'),
      '#!/bin/sh\necho "Error: unknown flag: --audit-policy-file" >&2\nexit 1\n',
      {
        mode: 0o755,
      },
    );
    const {code, stderr} = await begin(cwd, '--assets', assets).done;
    expect(stderr).toMatch(/kube-apiserver ended on its own: it does not know a flag/);
    expect(stderr).toContain('Error: unknown flag: --audit-policy-file');
    expect(stderr).toMatch(/next: its own log: .*kube-apiserver\.log/);
    expect(code).toBe(3);
    expectGone(cwd, ['etcd', 'kube-apiserver']);
  });

  test.each([
    [
      'it names the folder of kube-apiserver and etcd',
      {KUBEBUILDER_ASSETS: ''},
      /KUBEBUILDER_ASSETS is not set.*\n.*next: .*setup-envtest/,
    ],
    [
      'the folder has none',
      {KUBEBUILDER_ASSETS: '/'},
      /\/ has no kube-apiserver and no etcd that can be run\n.*next: /,
    ],
  ])('%s', async (_, change, words) => {
    const {code, stderr} = await start(ON_ENVTEST, {cwd: tempDir(), env: {...env, ...change}}).done;
    expect(stderr).toMatch(words);
    expect(code).toBe(3);
  });

  test('neither --keep nor --reuse is taken', async () => {
    for (const flag of ['--keep', '--reuse']) {
      const {code, stderr} = await start([...ON_ENVTEST, flag], {cwd: tempDir(), env}).done;
      expect(stderr).toContain('--reuse and --keep need kind');
      expect(code).toBe(2);
    }
  });
});

test('doctor tells the servers that it finds', async () => {
  const {code, stdout} = await start(['doctor', '--cluster', 'envtest'], {cwd: tempDir(), env}).done;
  expect(stdout).toMatch(/envtest: Kubernetes v1\.\d+\.\d+ in /);
  expect(code).toBe(0);
  const bare = folderOf('etcd', 'kube-apiserver');
  const {stdout: told} = await start(['doctor', '--cluster', 'envtest', '--assets', bare], {cwd: tempDir(), env}).done;
  expect(told).toContain('no kube-controller-manager');
});
