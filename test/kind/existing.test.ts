import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {CoverageResult} from '../../src/coverage/result.js';
import {start} from '../helpers/cli.js';
import {KindCluster} from '../helpers/kind-cluster.js';
import {tempDir} from '../helpers/temp.js';
import {workshop} from '../helpers/workshop.js';

/** A cluster that kubedrill has not made, whose audit log is written to the host, and a user without cluster-admin. */
const cluster = new KindCluster('foreign-test');
const USER = 'system:serviceaccount:default:driller';
const theirs = join(cluster.home, 'theirs');
const {env} = process;
const kubectl = (args: string[], input = '', config = cluster.admin) => cluster.kubectl(args, input, config);

beforeAll(() => {
  cluster.up();
  kubectl(['create', 'serviceaccount', 'driller']);
  const token = kubectl(['create', 'token', 'driller', '--duration=1h']).trim();
  writeFileSync(theirs, readFileSync(cluster.admin), {mode: 0o600});
  kubectl(['config', 'set-credentials', 'driller', `--token=${token}`], '', theirs);
  kubectl(['config', 'set-context', 'staging', `--cluster=kind-${cluster.name}`, '--user=driller'], '', theirs);
  kubectl(['config', 'delete-user', `kind-${cluster.name}`], '', theirs);
});

afterAll(() => cluster.down());

test('somebody without cluster-admin runs the core drill there, and leaves nothing', async () => {
  const {stdout: role} = await start(['plan', '--role', USER], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], role);
  const before = kubectl(['get', 'namespaces,clusterroles,clusterrolebindings', '-o', 'name']);
  const {code, stdout, stderr} = await start(
    [
      ...['run', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging', '--json'],
      ...['--audit-log', cluster.auditLog, '--audit-policy', resolve('audit-policy.yaml')],
    ],
    {cwd: tempDir(), env: {...env, KUBECONFIG: theirs}},
  ).done;
  expect(code, stderr).toBe(0);
  const verdicts = JSON.parse(stdout).scenarios.map((s: {verdict: string}) => s.verdict);
  expect(verdicts.sort()).toEqual(['detected', 'detected', 'detected', 'detected', 'detected', 'prevented']);
  expect(kubectl(['get', 'namespaces,clusterroles,clusterrolebindings', '-o', 'name'])).toBe(before);
});

test('teams of a workshop are attacked there, each on its own, and nothing of them is left', async () => {
  const inventory = () => kubectl(['get', 'namespaces,clusterroles,clusterrolebindings,csr', '-o', 'name']);
  const before = inventory();
  const drill = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound]
levels: [{id: L1, title: Stop it, tasks: [{contained: cluster-admin-bound}]}]
`;
  const context = `kind-${cluster.name}`;
  const flags = ['--names', 'red,blue', '--on', 'namespaces', '--context', context, '--yes-this-cluster', context];
  const room = await workshop(drill, [...flags, '--audit-log', cluster.auditLog, '--start'], {
    ...env,
    KUBECONFIG: cluster.admin,
  });
  const [trainer, red] = [await room.enters('trainer'), await room.enters('red')];
  for (const team of ['red', 'blue'])
    await expect.poll(() => room.of('containment.changed', team).length, {timeout: 120_000}).toBeGreaterThan(0);
  const [own, other] = ['red', 'blue'].map(team => room.of('scenario.started', team)[0]?.namespace);
  const types = async (line: string) => String((await room.types(red, line)).text);
  expect(await types(`get secrets -n ${other}`)).toMatch(/^Error from server \(Forbidden\)/);
  expect(await types(`delete sa tenant-operator -n ${own}`)).toBe('serviceaccount/tenant-operator deleted');
  expect(await types(`delete clusterrolebinding ${own}-root`)).toMatch(/ deleted$/);
  await room.happens('task.solved', 'red');
  await room.does(trainer, 'end');
  await room.does(trainer, 'finish');
  expect(await room.running.done).toMatchObject({code: 0});
  expect(inventory()).toBe(before);
});

test('what it logs is followed there without access to its nodes, and what the user may not do is named', async () => {
  const {stdout: role} = await start(['plan', '--role', USER], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], role);
  const {code, stdout, stderr} = await start(
    [
      ...['coverage', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging', '--json'],
      ...['--audit-log', cluster.auditLog, '--lines', '200'],
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
  kubectl(['config', 'set-context', 'account', `--cluster=kind-${cluster.name}`, '--user=account'], '', theirs);
  const {code, stdout, stderr} = await start(
    [
      ...['run', '--all', '--cluster', 'existing', '--context', 'account', '--yes-this-cluster', 'account', '--json'],
      ...['--audit-log', cluster.auditLog, '--audit-policy', resolve('audit-policy.yaml')],
    ],
    {cwd: tempDir(), env: {...env, KUBECONFIG: theirs}},
  ).done;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).cleanup.left).toEqual([]);
  const own = readFileSync(cluster.auditLog, 'utf8')
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
