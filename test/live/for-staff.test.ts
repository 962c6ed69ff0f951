import {expect, test} from 'vitest';
import {linkPicture} from '../../src/live/server/for-staff.js';
import {attacked} from '../helpers/exercise.js';
import {liveServer} from '../helpers/live-server.js';

const MINUTE = 60_000;

/** A drill under way, with a token for a person of each role. */
async function begun() {
  const server = await liveServer();
  const tokens: Record<string, string> = {};
  for (const role of ['facilitator', 'commander', 'responder', 'observer', 'board'])
    tokens[role] = await server.enters(role);
  await server.asks(tokens.facilitator ?? '', 'start');
  return {...server, tokens, as: (role: string, path: string) => server.call(path, {token: tokens[role] ?? ''})};
}

const statuses = async (server: Awaited<ReturnType<typeof begun>>, path: string) =>
  Object.fromEntries(
    await Promise.all(
      Object.keys(server.tokens).map(async role => [role, (await server.as(role, path)).status] as const),
    ),
  );

test('when injects are due as things stand is for those who control and observe', async () => {
  const server = await begun();
  expect((await server.as('observer', '/api/due')).body).toEqual({
    due: {I2: 9 * MINUTE, I5: 20 * MINUTE, I6: 4 * MINUTE},
  });
  await attacked(server, 'cluster-admin-bound', 'A1');
  await server.pass(MINUTE);
  await server.asks(server.tokens.facilitator ?? '', 'hold', {inject: 'I6', for: '5m'});
  expect((await server.as('facilitator', '/api/due')).body).toEqual({
    due: {I2: 9 * MINUTE, I3: 8 * MINUTE, I5: 20 * MINUTE, I6: 9 * MINUTE},
  });
  expect(await statuses(server, '/api/due')).toEqual({
    ...{facilitator: 200, observer: 200, commander: 403, responder: 403, board: 403},
  });
});

test('the codes of the roles are for those who control alone, and kept by no cache', async () => {
  const server = await begun();
  const {body, headers} = await server.as('facilitator', '/api/codes');
  const code = server.roster.codeOf('responder').reveal();
  expect(body).toMatchObject({codes: {responder: code}});
  // The picture of the link as this browser has it.
  expect(body.pictures).toMatchObject({responder: linkPicture(`${server.url}/#j=${code}`)});
  expect(headers.get('cache-control')).toBe('no-store');
  expect(await statuses(server, '/api/codes')).toEqual({
    ...{facilitator: 200, observer: 403, commander: 403, responder: 403, board: 403},
  });
});

test('evidence is saved by those who control and observe, and never shown by a browser', async () => {
  const server = await begun();
  const handed = await server.call('/api/evidence?id=1f0c2a7e&title=a%20page', {
    ...{token: server.tokens.responder ?? '', method: 'POST', body: '<script>alert(1)</script>'},
  });
  expect(handed).toMatchObject({status: 201, body: {id: 'E1'}});
  const {headers, body} = await server.as('observer', '/api/evidence/E1');
  expect(body).toEqual({text: '<script>alert(1)</script>'});
  expect(headers.get('content-disposition')).toBe('attachment; filename="E1.txt"');
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await statuses(server, '/api/evidence/E1')).toEqual({
    ...{facilitator: 200, observer: 200, commander: 403, responder: 403, board: 403},
  });
  for (const id of ['E2', '..%2F..%2Fexercise', 'exercise.json', 'constructor'])
    expect((await server.as('observer', `/api/evidence/${id}`)).status, id).toBe(422);
});

test('a browser asks who it is before anybody has joined, too', async () => {
  const server = await begun();
  expect(await server.call('/api/me')).toMatchObject({status: 200, body: {}});
  expect((await server.as('commander', '/api/me')).body).toMatchObject({name: 'commander', role: 'commander'});
});
