import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {workshop} from '../helpers/workshop.js';

const DRILL = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound]
levels: [{id: L1, title: Stop it, tasks: [{contained: cluster-admin-bound}]}]
`;
const PATIENCE = {timeout: 200_000, interval: 500};

test('teams share one kind cluster, each in namespaces of its own; after a kill nothing is left of it', async () => {
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

  // Anew: at once, under other names, and with the account that is there.
  expect(await room.does(trainer, 'reset', {team: 'red'})).toMatchObject({status: 200});
  await expect.poll(() => attack('red'), {timeout: 30_000}).not.toBe(own);
  await expect.poll(() => room.of('containment.changed', 'red').at(-1)?.check, PATIENCE).toContain(attack('red'));
  expect(await says(`delete sa tenant-operator -n ${attack('red')}`)).toBe('serviceaccount/tenant-operator deleted');
  expect(await says(`delete clusterrolebinding ${attack('red')}-root`)).toMatch(/ deleted$/);
  await expect.poll(() => room.of('task.solved', 'red').length, PATIENCE).toBe(1);
  expect(room.of('task.solved', 'blue')).toEqual([]);

  const run = room.of('run.started')[0]?.run ?? '';
  const clusters = () => execFileSync('kind', ['get', 'clusters'], {encoding: 'utf8', stdio: 'pipe'});
  expect(clusters()).toContain(`kubedrill-${run}`);
  room.running.child.kill('SIGKILL');
  await room.running.done;
  const cleaned = await start(['cleanup', '--out', 'runs'], {cwd: room.cwd, env: {...process.env, HOME: room.cwd}})
    .done;
  expect(cleaned).toMatchObject({code: 0});
  expect(clusters()).not.toContain(`kubedrill-${run}`);
});
