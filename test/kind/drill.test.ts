import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {clustersOfRuns} from '../helpers/kind-cluster.js';
import {tempDir} from '../helpers/temp.js';

const NAME = 'kubedrill-test';
const env = process.env;
const verdictsOf = (stdout: string) =>
  Object.fromEntries(JSON.parse(stdout).scenarios.map((s: {id: string; verdict: string}) => [s.id, s.verdict]));
const CORE = {
  'secrets-listed': 'detected',
  'privileged-pod': 'detected',
  'cluster-admin-bound': 'detected',
  'escalating-role': 'prevented',
  'pod-exec': 'detected',
  'invalid-credential-burst': 'detected',
};

/** Everything in the cluster that carries a label of any run, asked of the cluster itself. */
function labelled(kubeconfig: string): string {
  const kinds = 'namespaces,clusterroles,clusterrolebindings,pods,serviceaccounts,secrets,roles,rolebindings';
  const args = ['--kubeconfig', kubeconfig, 'get', kinds, '-A', '-l', 'kubedrill.dev/run', '-o', 'name'];
  return execFileSync('kubectl', args, {encoding: 'utf8'});
}

describe('on a cluster of its own', () => {
  test('the core drill runs, deletes its cluster, and never touches the kubeconfig of the user', async () => {
    const cwd = tempDir();
    const home = tempDir();
    const done = await start(['run', '--cluster', 'kind', '--json'], {
      cwd,
      env: {...env, HOME: home, KUBECONFIG: join(home, 'config')},
    }).done;
    // On a busy machine what it is doing stands before it.
    expect(done.stderr).toMatch(/^kubedrill core on a kind cluster \(asked for with --cluster\), 6 scenarios/m);
    expect(verdictsOf(done.stdout)).toEqual(CORE);
    expect(JSON.parse(done.stdout)).toMatchObject({
      run: {cluster: {kind: 'kind', simulated: false}},
      cleanup: {left: [], cluster: 'deleted'},
      gates: [{held: true}, {held: true}, {held: true}],
    });
    expect(done.code).toBe(0);
    expect(clustersOfRuns(cwd)).toEqual([]);
    expect(existsSync(join(home, 'config'))).toBe(false);
    expect(existsSync(join(home, '.kube'))).toBe(false);
  });

  test('interrupted while the cluster comes up, it leaves none', async () => {
    const cwd = tempDir();
    const {child, stderr, done} = start(['run', '--cluster', 'kind'], {cwd, env});
    await expect.poll(stderr, {timeout: 60_000}).toMatch(/✔ node/);
    child.kill('SIGINT');
    expect((await done).code).toBe(130);
    expect(clustersOfRuns(cwd)).toEqual([]);
  });

  test('a policy that the API server would refuse is refused before a cluster is made, with its place', async () => {
    const cwd = tempDir();
    const policy = join(cwd, 'policy.yaml');
    writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Everything}]\n');
    const done = await start(['run', '--cluster', 'kind', '--audit-policy', policy], {cwd, env}).done;
    expect(done.stderr).toMatch(/policy\.yaml:3:\d+ rules\.0\.level/);
    expect(done.code).toBe(2);
    expect(readdirSync(cwd)).toEqual(['policy.yaml']);
  });

  test('kill -9 leaves a cluster that cleanup deletes', async () => {
    const cwd = tempDir();
    const {child, stderr, done} = start(['run', '--cluster', 'kind', '--no-tui'], {cwd, env});
    await expect.poll(stderr, {timeout: 120_000}).toMatch(/is ready/);
    child.kill('SIGKILL');
    await done;
    expect(clustersOfRuns(cwd)).toHaveLength(1);
    const cleaned = await start(['cleanup'], {cwd, env}).done;
    expect(cleaned.stdout).toMatch(/cluster kubedrill-\w+ deleted/);
    expect(clustersOfRuns(cwd)).toEqual([]);
  });
});

describe('on a running cluster', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubedrill-kind-'));
  let kubeconfig = '';
  beforeAll(async () => {
    const up = await start(['cluster', 'up', '--name', NAME, '--json'], {cwd: home, env}).done;
    expect(up.code, up.stderr).toBe(0);
    kubeconfig = join(home, JSON.parse(up.stdout).kubeconfig);
  });
  afterAll(async () => {
    expect((await start(['cluster', 'down', '--name', NAME], {cwd: home, env}).done).stdout).toContain('deleted');
  });
  const run = (args: string[], cwd = tempDir()) => start(['run', '--reuse', NAME, '--json', ...args], {cwd, env});

  test('status shows it, and a second `up` says that it is there', async () => {
    expect((await start(['cluster', 'status'], {cwd: home, env}).done).stdout).toContain(`drill cluster ${NAME}`);
    const again = await start(['cluster', 'up', '--name', NAME], {cwd: home, env}).done;
    expect(again.stderr).toContain('a cluster of this name exists');
    expect(again.code).toBe(3);
    expect(execFileSync('kind', ['get', 'clusters'], {encoding: 'utf8', stdio: 'pipe'}).split('\n')).toContain(NAME);
  });

  test('two runs at once do not see each other', async () => {
    const [one, two] = await Promise.all([run([]).done, run([]).done]);
    for (const {stdout, code} of [one, two]) {
      expect(verdictsOf(stdout)).toEqual(CORE);
      expect(code).toBe(0);
    }
    expect(labelled(kubeconfig)).toBe('');
  });

  test('the escalation that the API server allows is detected', async () => {
    expect(verdictsOf((await run(['escalating-role:granted']).done).stdout)).toEqual({
      'escalating-role:granted': 'detected',
    });
  });

  test('kill -9 in the middle, then cleanup: nothing with the label of the run is left', async () => {
    const cwd = tempDir();
    const {child, done} = run([], cwd);
    const events = () => {
      const [dir] = existsSync(join(cwd, 'runs')) ? readdirSync(join(cwd, 'runs')) : [];
      return dir ? readFileSync(join(cwd, 'runs', dir, 'events.ndjson'), 'utf8') : '';
    };
    await expect.poll(events, {timeout: 100_000, interval: 20}).toContain('"phase":"attack"');
    child.kill('SIGKILL');
    await done;
    expect(labelled(kubeconfig)).not.toBe('');
    expect((await start(['cleanup'], {cwd, env}).done).code).toBe(0);
    expect(labelled(kubeconfig)).toBe('');
    const followers = execFileSync(
      'docker',
      ['exec', `${NAME}-control-plane`, 'sh', '-c', 'ps aux | grep "[f]ollow /var/log" || true'],
      {encoding: 'utf8'},
    );
    expect(followers).toBe('');
  });

  /** A drill by rules that match nothing, at the time when it waits for an alert. */
  async function waitingForAlert(sla: string, grace: string) {
    const cwd = tempDir();
    const {stderr, done} = start(
      ['run', 'secrets-listed', '--reuse', NAME, '--sla', sla, '--grace', grace, '--rules', noMatch(cwd), '--no-tui'],
      {cwd, env},
    );
    await expect.poll(stderr, {timeout: 60_000, interval: 20}).toMatch(/is ready/);
    const events = () =>
      readFileSync(join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '', 'events.ndjson'), 'utf8');
    await expect.poll(events, {timeout: 60_000, interval: 20}).toContain('"phase":"watch"');
    return {done, events};
  }

  test('the audit log cut off during the attack is inconclusive, exit 4', async () => {
    // A busy node is slow to say that the log is gone.
    const {done} = await waitingForAlert('3s', '10s');
    const node = (script: string) => execFileSync('docker', ['exec', `${NAME}-control-plane`, 'sh', '-c', script]);
    node('mv /var/log/kubernetes/audit.log /var/log/kubernetes/away');
    const {code, stdout} = await done.finally(() => node('mv /var/log/kubernetes/away /var/log/kubernetes/audit.log'));
    expect(stdout).toContain('inconclusive');
    expect(code).toBe(4);
  });

  test('a node that falls silent during the attack is not called a miss, exit 4', async () => {
    // The time for an alert is over before a silence shows.
    const {done, events} = await waitingForAlert('2s', '500ms');
    execFileSync('docker', ['pause', `${NAME}-control-plane`]);
    try {
      await expect.poll(events, {timeout: 100_000, interval: 20}).toContain('no data from');
    } finally {
      execFileSync('docker', ['unpause', `${NAME}-control-plane`]);
    }
    const {code, stdout} = await done;
    expect(stdout).toContain('inconclusive');
    expect(stdout.replace(/\s+/g, ' ')).toContain(`no data from ${NAME}-control-plane for 3 seconds`);
    expect(code).toBe(4);
  });
});

function noMatch(dir: string): string {
  const path = join(dir, 'none.yml');
  writeFileSync(
    path,
    'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n',
  );
  return path;
}
