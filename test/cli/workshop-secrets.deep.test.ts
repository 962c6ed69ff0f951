import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {expect, test} from 'vitest';
import {workshop} from '../helpers/workshop.js';

const DRILL = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound]
`;

/** The files of a folder, with what is in them. */
const filesIn = (dir: string) =>
  readdirSync(dir, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({path, text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777}));

test('tokens are in no file, codes in one that only its user reads; both are worth nothing afterwards', async () => {
  const room = await workshop(DRILL, ['--teams', '2', '--start']);
  const [trainer, student] = [await room.enters('trainer'), await room.enters('team-1')];
  await room.happens('alert.shown', 'team-1');
  const config = new KubeConfig();
  config.loadFromString(await room.kubeconfig(student));
  const tokens = [trainer, student, config.getCurrentUser()?.token ?? ''];
  const codes = [...room.codes.values()];
  expect(await room.types(student, 'get pods -A')).toMatchObject({ok: true});
  const holding = (secrets: readonly string[]) =>
    filesIn(join(room.cwd, 'runs')).filter(({text}) => secrets.some(secret => secret && text.includes(secret)));
  expect(holding(tokens)).toEqual([]);
  expect(holding(codes).map(({path, mode}) => [path.split('/').at(-1), mode])).toEqual([
    ['exercise.json', 0o600],
    ['exercise.json', 0o600],
    ['exercise.json', 0o600],
  ]);
  await room.does(trainer, 'end');
  await room.does(trainer, 'finish');
  expect(await room.running.done).toMatchObject({code: 0});
  expect(holding([...tokens, ...codes])).toEqual([]);
});

test('a student can neither steer nor see what is another’s, and nobody tries codes for long', async () => {
  const room = await workshop(DRILL, ['--teams', '2', '--start']);
  const [board, student] = [await room.enters('board'), await room.enters('team-1')];
  await room.happens('exercise.ready', 'team-1');
  for (const what of ['start', 'end', 'reset', 'move-on', 'give-hint', 'award', 'helped', 'freeze', 'report-lab'])
    expect(await room.does(student, what, {team: 'team-2'})).toMatchObject({status: 403});
  expect(await room.ask('/api/codes', student)).toMatchObject({status: 403});
  for (const token of [board, 'nobody'])
    expect((await room.ask('/api/kubectl', token, {line: 'get ns'})).status).toBeGreaterThanOrEqual(401);
  expect(await room.ask('/api/kubectl', student, {line: 'x'.repeat(5000)})).toMatchObject({status: 422});
  expect(await room.types(student, 'get pods; rm -rf /')).toMatchObject({
    ok: false,
    text: 'error: ; is not understood here: one kubectl command a line',
  });
  const statuses = [];
  for (let tries = 0; tries < 8; tries++)
    statuses.push((await room.ask('/api/join', '', {code: 'AAAA-AAAA', name: 'x'})).status);
  expect(statuses).toContain(403);
  expect(statuses.at(-1)).toBe(429);
});
