import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {accessOf, asks, workshop} from '../helpers/workshop.js';

const DRILL = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound, secrets-listed]
respond: {acknowledge: 5m}
questions:
  - {id: Q1, text: Who did it?, answer: {match: "{{ user:cluster-admin-bound }}"}, points: 20, wait: 0s}
levels:
  - {id: L1, title: See it, tasks: [{acknowledged: cluster-admin-bound, points: 10}, {answered: Q1}]}
  - id: L2
    title: Stop it
    needs: [{level: L1, points: 10}]
    tasks: [{contained: cluster-admin-bound, points: 50}]
  - {id: L3, title: Again, tasks: [{contained: secrets-listed}]}
hints:
  cluster-admin-bound: [{price: 5, text: Look at new ClusterRoleBindings}]
`;

/** Takes away what the attacker has and what the attacker made. */
async function contain(room: Awaited<ReturnType<typeof workshop>>, token: string, team: string) {
  const {namespace, actor} =
    room.of('scenario.started', team).findLast(e => e.scenario === 'cluster-admin-bound') ?? {};
  const account = actor?.split(':').at(-1);
  for (const line of [`delete sa ${account} -n ${namespace}`, `delete clusterrolebinding ${namespace}-root`])
    expect(await room.types(token, `kubectl ${line}`)).toMatchObject({ok: true});
}

test('two teams play levels; tasks are judged by what happens in their own clusters', async () => {
  const room = await workshop(DRILL, ['--names', 'red,blue']);
  const [trainer, red, blue] = [
    await room.enters('trainer', 'Tina'),
    await room.enters('red', 'Ada'),
    await room.enters('blue', 'Bob'),
  ];
  await room.happens('exercise.ready');
  expect(await room.does(red, 'start')).toMatchObject({status: 403});
  expect(await room.does(red, 'award', {team: 'red', points: 100, reason: 'me'})).toMatchObject({status: 403});
  expect(await room.does(trainer, 'start')).toMatchObject({status: 200});

  await room.happens('alert.shown', 'red');
  const alert = room.of('alert.shown', 'red')[0];
  expect(await room.does(red, 'answer', {question: 'Q1', answer: 'the butler'})).toMatchObject({status: 200});
  expect(await room.does(red, 'acknowledge', {alert: alert?.alert})).toMatchObject({status: 200});
  expect(await room.does(red, 'answer', {question: 'Q1', answer: alert?.about.user})).toMatchObject({status: 200});
  // Ten points open the second level, whose attack goes on: it was not contained.
  await room.happens('level.opened', 'red', ({level}) => level === 'L2');
  expect(room.of('task.solved', 'red').map(({task}) => task)).toEqual(['L1.1', 'L1.2']);
  expect(room.of('level.opened', 'blue').map(({level}) => level)).toEqual(['L1']);

  await contain(room, red, 'red');
  await room.happens('task.solved', 'red', ({task}) => task === 'L2.1');
  await room.happens('level.opened', 'red', ({level}) => level === 'L3');

  // From now on the board stands still, whatever happens.
  const board = await room.enters('board');
  expect(await room.does(trainer, 'freeze', {frozen: true})).toMatchObject({status: 200});
  const still = await room.bytes(board, '"type":"board.frozen"');

  // The trainer helps the other team.
  expect(await room.does(blue, 'help')).toMatchObject({status: 200});
  expect(await room.does(blue, 'help')).toMatchObject({status: 409});
  expect(await room.does(trainer, 'give-hint', {team: 'blue'})).toMatchObject({status: 200});
  expect(await room.does(trainer, 'helped', {team: 'blue'})).toMatchObject({status: 200});
  expect(await room.does(trainer, 'move-on', {team: 'blue'})).toMatchObject({status: 200});
  expect(await room.does(trainer, 'reset', {team: 'green'})).toMatchObject({status: 422});
  const told = room.of('team.progressed').map(({team, what, task, points}) => ({team, what, task, points}));
  expect(told).toContainEqual({team: 'red', what: 'solved', task: 'L2.1', points: 50});
  expect(told).toContainEqual({team: 'red', what: 'wrong'});
  expect(told).toContainEqual({team: 'blue', what: 'hint', points: 0});

  // Nobody of a team hears of the other one, or which attack it is.
  const heard = await room.hears(blue, frames => frames.some(({data}) => data.type === 'hint.taken'));
  const said = JSON.stringify(heard);
  expect(said).not.toMatch(/secrets-listed|Ada|"red"/);

  expect(await room.does(trainer, 'end')).toMatchObject({status: 200});
  expect(await room.bytes(board, '"type":"board.frozen"')).toBe(still);
  const seen = await room.hears(trainer, frames => frames.some(({data}) => data.state === 'ended'));
  expect(JSON.stringify(seen)).toMatch(/"what":"hint".*"state":"ended"/);
  expect(await room.does(trainer, 'finish')).toMatchObject({status: 200});
  const {code, stderr} = await room.running.done;
  expect({code, stderr}).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/1 {2}red +80 points .*\n +2 {2}blue +0 points/),
  });
  for (const team of ['red', 'blue']) {
    expect(room.of('cleanup.finished', team).at(-1)).toMatchObject({left: [], cluster: 'deleted'});
    expect(room.of('run.ended', team)).toMatchObject([{outcome: 'finished'}]);
    expect(existsSync(join(room.dir(), 'teams', team, 'exercise.json'))).toBe(false);
  }
  expect(existsSync(join(room.dir(), 'exercise.json'))).toBe(false);
});

test('a team is refused on the cluster of another one, and a reset takes both kubeconfig and cluster away', async () => {
  const room = await workshop(DRILL, ['--teams', '2', '--start']);
  const [trainer, one, two] = [await room.enters('trainer'), await room.enters('team-1'), await room.enters('team-2')];
  await room.happens('alert.shown', 'team-1');
  const [own, other] = [accessOf(await room.kubeconfig(one)), accessOf(await room.kubeconfig(two))];
  expect(await asks(own, own.token)).toBe(200);
  expect(await asks(other, own.token)).toBe(401);

  const before = room.of('scenario.started', 'team-1').length;
  expect(await room.does(trainer, 'reset', {team: 'team-1'})).toMatchObject({status: 200});
  expect(await room.does(trainer, 'reset', {team: 'team-1'})).toMatchObject({status: 409});
  await expect.poll(() => room.of('scenario.started', 'team-1').length).toBe(before + 1);
  await expect.poll(() => room.types(one, 'kubectl get ns')).toMatchObject({ok: true});
  await expect(asks(own, own.token)).rejects.toThrow();
  const again = room.of('alert.shown', 'team-1').length;
  await expect.poll(() => room.of('alert.shown', 'team-1').length).toBeGreaterThanOrEqual(again);
  await contain(room, one, 'team-1');
  expect(room.of('run.ended', 'team-1')).toEqual([]);
  expect(await room.does(trainer, 'end')).toMatchObject({status: 200});
  expect(await room.does(trainer, 'finish')).toMatchObject({status: 200});
  expect(await room.running.done).toMatchObject({code: 0});
});

test('a workshop that was killed goes on: people, points and levels stay, what is open is attacked again', async () => {
  const room = await workshop(DRILL, ['--teams', '2', '--start']);
  const [trainer, one] = [await room.enters('trainer'), await room.enters('team-1')];
  const {alert} = await room.happens('alert.shown', 'team-1');
  await room.does(one, 'acknowledge', {alert});
  await room.happens('level.opened', 'team-1', ({level}) => level === 'L2');
  const {points = 0} = await room.happens('team.progressed', undefined, ({what}) => what === 'solved');
  room.running.child.kill('SIGKILL');
  await room.running.done;
  expect(JSON.parse(readFileSync(join(room.dir(), 'exercise.json'), 'utf8')).roster.people).toHaveLength(1);

  const again = await room.resumes();
  await expect.poll(() => room.of('exercise.ready', 'team-1').length).toBe(2);
  // The clock waits for the trainer, and the token is the one from before.
  expect(await room.does(trainer, 'resume')).toMatchObject({status: 200});
  await expect.poll(() => room.of('scenario.started', 'team-1').length).toBe(2);
  await contain(room, one, 'team-1');
  await room.happens('task.solved', 'team-1', ({task}) => task === 'L2.1');
  const solved = room.of('team.progressed').filter(({what}) => what === 'solved');
  expect(solved.map(event => event.points)).toEqual([points, 50]);
  await room.does(trainer, 'end');
  await room.does(trainer, 'finish');
  expect(await again.done).toMatchObject({code: 0, stderr: expect.stringMatching(/1 {2}team-1 +60 points/)});
});
