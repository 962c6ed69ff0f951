import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseDocument} from 'yaml';
import type {AuditEvent} from '../../src/audit/event.js';
import type {CoverageResult} from '../../src/coverage/result.js';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** A cluster that kubedrill has not made, whose audit log is written to the host, and a user without cluster-admin. */
const NAME = 'foreign-test';
const USER = 'system:serviceaccount:default:driller';
const home = mkdtempSync(join(tmpdir(), 'kubedrill-existing-'));
const [admin, theirs] = [join(home, 'admin'), join(home, 'theirs')];
const {env} = process;
const kubectl = (args: string[], input = '', config = admin) =>
  execFileSync('kubectl', ['--kubeconfig', config, ...args], {encoding: 'utf8', input});

beforeAll(() => {
  const config = parseDocument(readFileSync('kind-config.yaml', 'utf8'));
  const mounts = ['nodes', 0, 'extraMounts'];
  config.setIn([...mounts, 0, 'hostPath'], resolve('audit-policy.yaml'));
  config.addIn(mounts, {hostPath: join(home, 'log'), containerPath: '/var/log/kubernetes'});
  const file = join(home, 'kind.yaml');
  writeFileSync(file, config.toString());
  const image = env.KUBEDRILL_NODE_IMAGE ? ['--image', env.KUBEDRILL_NODE_IMAGE] : [];
  execFileSync('kind', ['create', 'cluster', '--name', NAME, '--config', file, '--kubeconfig', admin, ...image], {
    stdio: 'pipe',
  });
  kubectl(['create', 'serviceaccount', 'driller']);
  const token = kubectl(['create', 'token', 'driller', '--duration=1h']).trim();
  writeFileSync(theirs, readFileSync(admin), {mode: 0o600});
  kubectl(['config', 'set-credentials', 'driller', `--token=${token}`], '', theirs);
  kubectl(['config', 'set-context', 'staging', `--cluster=kind-${NAME}`, '--user=driller'], '', theirs);
  kubectl(['config', 'delete-user', `kind-${NAME}`], '', theirs);
});

afterAll(() => {
  execFileSync('kind', ['delete', 'cluster', '--name', NAME, '--kubeconfig', admin], {stdio: 'pipe'});
  rmSync(home, {recursive: true, force: true});
});

test('somebody without cluster-admin runs the core drill there, and leaves nothing', async () => {
  const {stdout: role} = await start(['plan', '--role', USER], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], role);
  const before = kubectl(['get', 'namespaces,clusterroles,clusterrolebindings', '-o', 'name']);
  const {code, stdout, stderr} = await start(
    [
      ...['run', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging', '--json'],
      ...['--audit-log', join(home, 'log', 'audit.log'), '--audit-policy', resolve('audit-policy.yaml')],
    ],
    {cwd: tempDir(), env: {...env, KUBECONFIG: theirs}},
  ).done;
  expect(code, stderr).toBe(0);
  const verdicts = JSON.parse(stdout).scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
  expect(kubectl(['get', 'namespaces,clusterroles,clusterrolebindings', '-o', 'name'])).toBe(before);
});

test('what it logs is followed there without access to its nodes, and what the user may not do is named', async () => {
  const {stdout: role} = await start(['plan', '--role', USER], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], role);
  const {code, stdout, stderr} = await start(
    [
      ...['coverage', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging', '--json'],
      ...['--audit-log', join(home, 'log', 'audit.log'), '--lines', '200'],
    ],
    {cwd: tempDir(), env: {...env, KUBECONFIG: theirs}},
  ).done;
  const {logs, left} = JSON.parse(stdout) as CoverageResult;
  expect(Object.fromEntries(logs.map(trace => [trace.log, trace.state])), stderr).toEqual({
    ...{containers: 'arrived', pods: 'arrived', audit: 'arrived'},
    // The role of a drill does not allow what these do.
    ...{nodes: 'skipped', 'control-plane': 'not observable', events: 'not observable'},
  });
  expect(logs.find(trace => trace.log === 'nodes')?.reason).toContain('no commands on nodes');
  const events = logs.find(trace => trace.log === 'events');
  expect(events?.reason).toContain('cannot create resource "events"');
  expect(events?.next).toEqual([expect.stringContaining('grant that to the user')]);
  expect(left).toEqual([]);
  expect(code).toBe(4);
});

test('as the ServiceAccount of plan --rbac every scenario runs, and no request of the drill is refused for want of a right', async () => {
  const {stdout: objects} = await start(['plan', '--all', '--rbac'], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], objects);
  const token = kubectl(['create', 'token', 'kubedrill', '--duration=1h']).trim();
  kubectl(['config', 'set-credentials', 'account', `--token=${token}`], '', theirs);
  kubectl(['config', 'set-context', 'account', `--cluster=kind-${NAME}`, '--user=account'], '', theirs);
  const log = join(home, 'log', 'audit.log');
  const {code, stdout, stderr} = await start(
    [
      ...['run', '--all', '--cluster', 'existing', '--context', 'account', '--yes-this-cluster', 'account', '--json'],
      ...['--audit-log', log, '--audit-policy', resolve('audit-policy.yaml')],
    ],
    {cwd: tempDir(), env: {...env, KUBECONFIG: theirs}},
  ).done;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).cleanup.left).toEqual([]);
  const own = readFileSync(log, 'utf8')
    .split('\n')
    .filter(line => line.includes('"system:serviceaccount:default:kubedrill"'))
    .map(line => JSON.parse(line) as AuditEvent)
    .filter(({user}) => user?.username === 'system:serviceaccount:default:kubedrill');
  expect(own.length).toBeGreaterThan(500);
  // Pod Security refuses a dry run, by which a scenario waits until it does.
  const refused = own.filter(({responseStatus}) => responseStatus?.code === 403);
  expect(refused.map(e => e.responseStatus?.message).filter(said => !said?.includes('violates PodSecurity'))).toEqual(
    [],
  );
});
