import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {accessOf, asks, workshop} from '../helpers/workshop.js';

const DRILL = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound]
levels: [{id: L1, title: Stop it, tasks: [{contained: cluster-admin-bound}]}]
`;
const clusters = () => execFileSync('kind', ['get', 'clusters'], {encoding: 'utf8', stdio: 'pipe'});
const cleanUp = (cwd: string) => start(['cleanup', '--out', 'runs'], {cwd, env: {...process.env, HOME: cwd}}).done;
const PATIENCE = {timeout: 200_000, interval: 500};

test('teams share one kind cluster, each in namespaces of its own; it goes on after a kill, and nothing is left', async () => {
  const room = await workshop(DRILL, ['--names', 'red,blue', '--on', 'namespaces'], process.env);
  const [trainer, red] = [await room.enters('trainer'), await room.enters('red')];
  await expect.poll(async () => (await room.does(trainer, 'start')).status, PATIENCE).toBe(200);
  const attack = (team: string) => room.of('scenario.started', team).at(-1)?.namespace;
  for (const team of ['red', 'blue']) {
    await expect.poll(() => room.of('containment.changed', team).length, PATIENCE).toBeGreaterThan(0);
  }
  const [own = '', other = ''] = [attack('red'), attack('blue')];
  const says = async (line: string) => String((await room.types(red, line)).text);

  expect(await says(`get resourcequota,limits,netpol -n ${own}`)).toMatch(/error: /);
  for (const kind of ['resourcequota', 'limitrange', 'networkpolicy'])
    expect(await says(`get ${kind} -n ${own}`)).toMatch(/^NAME .*\nteam /);
  for (const line of [
    `get secrets -n ${other}`,
    `delete sa tenant-operator -n ${other}`,
    `delete clusterrolebinding ${other}-root`,
    `create ns mine`,
    `cordon ${await says('get nodes -o name').then(text => text.split('/')[1])}`,
  ])
    expect(await says(line)).toMatch(/^Error from server \(Forbidden\)/);

  // A workload that is there can be mended, and takes no node.
  const admin = ['--kubeconfig', join(room.dir(), 'cluster', 'kubeconfig'), '-n', own];
  execFileSync('kubectl', [...admin, 'create', 'deployment', 'shop', '--image=busybox:stable']);
  const patch = (spec: object) =>
    says(`patch deployment shop -n ${own} -p '${JSON.stringify({spec: {template: {spec}}})}'`);
  for (const gained of [
    {hostPID: true},
    {containers: [{name: 'busybox', securityContext: {privileged: true}}]},
    {volumes: [{name: 'root', hostPath: {path: '/'}}]},
    {serviceAccountName: 'tenant-operator'},
  ])
    await expect.poll(() => patch(gained), PATIENCE).toMatch(/the workload would gain .*could take over a node/);
  expect(await patch({containers: [{name: 'busybox', image: 'busybox:latest'}]})).toMatch(/patched/);
  expect(await says(`scale deployment shop --replicas=0 -n ${own}`)).toMatch(/scaled/);
  expect(await says(`delete deployment shop -n ${own}`)).toMatch(/deleted/);
  for (const team of ['red', 'blue'])
    expect(room.of('cluster.phase', team)).not.toContainEqual(expect.objectContaining({phase: 'guarding nodes'}));

  // Anew: at once, under other names, and with the account that is there.
  expect(await room.does(trainer, 'reset', {team: 'red'})).toMatchObject({status: 200});
  await expect.poll(() => attack('red'), {timeout: 100_000}).not.toBe(own);
  await expect.poll(() => room.of('containment.changed', 'red').at(-1)?.check, PATIENCE).toContain(attack('red'));
  expect(await says(`delete sa tenant-operator -n ${attack('red')}`)).toBe('serviceaccount/tenant-operator deleted');
  expect(await says(`delete clusterrolebinding ${attack('red')}-root`)).toMatch(/ deleted$/);
  await expect.poll(() => room.of('task.solved', 'red').length, PATIENCE).toBe(1);
  expect(room.of('task.solved', 'blue')).toEqual([]);

  // Killed, it goes on, on another cluster: what is not contained is attacked again, and what is solved stays so.
  const [run = ''] = room.of('run.started').map(event => event.run);
  expect(clusters()).toContain(`kubedrill-${run}`);
  const before = attack('blue');
  room.running.child.kill('SIGKILL');
  await room.running.done;
  const again = await room.resumes();
  await expect.poll(async () => (await room.does(trainer, 'resume')).status, PATIENCE).toBe(200);
  await expect.poll(() => attack('blue'), PATIENCE).not.toBe(before);
  await expect.poll(() => room.of('containment.changed', 'blue').at(-1)?.check, PATIENCE).toContain(attack('blue'));
  const blue = await room.enters('blue');
  for (const line of [
    `delete sa tenant-operator -n ${attack('blue')}`,
    `delete clusterrolebinding ${attack('blue')}-root`,
  ])
    expect(await room.types(blue, line)).toMatchObject({ok: true});
  await room.happens('task.solved', 'blue');
  expect(room.of('task.solved', 'red')).toHaveLength(1);

  again.child.kill('SIGKILL');
  await again.done;
  expect(clusters()).toContain(`kubedrill-${run}`);
  expect(await cleanUp(room.cwd)).toMatchObject({code: 0});
  expect(clusters()).not.toContain(`kubedrill-${run}`);
});

test('a team with a kind cluster of its own begins anew on another one, and is refused on that of others', async () => {
  const room = await workshop(DRILL, ['--names', 'red,blue', '--on', 'clusters', '--start'], process.env);
  const trainer = await room.enters('trainer');
  const attack = (team: string) => room.of('scenario.started', team).at(-1)?.namespace;
  const runs = ['red', 'blue'].map(() => '');
  for (const [place, team] of ['red', 'blue'].entries()) {
    await expect.poll(() => room.of('containment.changed', team).length, PATIENCE).toBeGreaterThan(0);
    runs[place] = room.of('run.started', team)[0]?.run ?? '';
    expect(clusters()).toContain(`kubedrill-${runs[place]}`);
  }
  const [red, blue] = [await room.enters('red'), await room.enters('blue')];
  const [own, other] = [accessOf(await room.kubeconfig(red)), accessOf(await room.kubeconfig(blue))];
  expect([await asks(own, own.token), await asks(other, own.token)]).toEqual([200, 401]);

  const first = attack('red');
  expect(await room.does(trainer, 'reset', {team: 'red'})).toMatchObject({status: 200});
  await expect.poll(() => attack('red'), PATIENCE).not.toBe(first);
  await expect.poll(() => room.of('containment.changed', 'red').at(-1)?.check, PATIENCE).toContain(attack('red'));
  const anew = accessOf(await room.kubeconfig(red));
  expect([await asks(anew, anew.token), await asks(anew, own.token)]).toEqual([200, 401]);
  for (const line of [
    `delete sa tenant-operator -n ${attack('red')}`,
    `delete clusterrolebinding ${attack('red')}-root`,
  ])
    expect(await room.types(red, line)).toMatchObject({ok: true});
  await room.happens('task.solved', 'red');

  room.running.child.kill('SIGKILL');
  await room.running.done;
  const again = await room.resumes();
  await expect.poll(async () => (await room.does(trainer, 'resume')).status, PATIENCE).toBe(200);
  const before = attack('blue');
  await expect.poll(() => attack('blue'), PATIENCE).not.toBe(before);
  await room.does(trainer, 'end');
  await room.does(trainer, 'finish');
  expect(await again.done).toMatchObject({code: 0});
  for (const run of runs) expect(clusters()).not.toContain(`kubedrill-${run}`);
}, 600_000);
