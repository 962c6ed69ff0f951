import {chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {joinDrill} from '../../src/live/client/client.js';
import {KeptPart} from '../../src/live/client/kept-part.js';
import {attacked} from '../helpers/exercise.js';
import {fastClock} from '../helpers/fast-clock.js';
import {joins} from '../helpers/live-client.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';
import {tempDir} from '../helpers/temp.js';

/** The same command in the same home, once more. */
async function comes(server: Pick<LiveServer, 'url' | 'roster'>, folder: string, name = 'res1') {
  const part = {origin: server.url, code: server.roster.codeOf('responder').reveal(), name};
  const client = await joinDrill({...part, clock: fastClock(50), kept: new KeptPart(folder, part)});
  onTestFinished(() => client.close());
  return client;
}

const filesIn = (folder: string) => readdirSync(folder).map(name => join(folder, name));

describe('coming back', () => {
  test('by the same command one is the same person; by another name a new one', async () => {
    const server = await liveServer();
    const folder = join(tempDir(), 'parts');
    const before = await comes(server, folder);
    before.close();
    const after = await comes(server, folder);
    expect([before.me, after.me, server.roster.people.length]).toEqual([after.me, before.me, 1]);
    expect(await after.send('note', {text: 'back again'})).toMatchObject({state: 'done'});
    expect(server.of('note.written')).toMatchObject([{person: 'p1'}]);
    expect((await comes(server, folder, 'res2')).me.person).toBe('p2');
    // Whose part it is, only its file tells, and only to its user.
    const files = filesIn(folder);
    expect(files.map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files.join()).not.toMatch(/res[12]/);
  });

  test('a token that others could have written, or that is none, is not taken', async () => {
    const server = await liveServer();
    const folder = join(tempDir(), 'parts');
    await comes(server, folder);
    const [file = ''] = filesIn(folder);
    const token = readFileSync(file, 'utf8');
    writeFileSync(file, 'not a token');
    expect((await comes(server, folder)).me.name).toBe('res1 (2)');
    writeFileSync(file, token);
    chmodSync(file, 0o644);
    expect((await comes(server, folder)).me.name).toBe('res1 (3)');
  });

  test('to another drill at the same address one joins anew', async () => {
    const first = await liveServer();
    const folder = join(tempDir(), 'parts');
    const part = {origin: first.url, code: first.roster.codeOf('responder').reveal(), name: 'res1'};
    await comes(first, folder);
    await first.close();
    const second = await liveServer({address: {port: Number(new URL(first.url).port)}});
    // Codes differ from drill to drill; where one did not, the token tells.
    const kept = new KeptPart(folder, part);
    const code = second.roster.codeOf('responder').reveal();
    const client = await joinDrill({...part, code, clock: fastClock(50), kept});
    onTestFinished(() => client.close());
    expect(second.roster.people.map(({name}) => name)).toEqual(['res1']);
    expect(kept.token?.reveal()).toBe(client.server.token?.reveal());
  });

  test('the token goes when the drill is over, or the part ended; an old one when another is kept', async () => {
    const server = await liveServer();
    const folder = join(tempDir(), 'parts');
    const lead = await server.enters('facilitator', 'Lead');
    const [one, other] = [await comes(server, folder, 'one'), await comes(server, folder, 'other')];
    void one.listen();
    void other.listen();
    await server.asks(lead, 'remove', {person: one.me.person, reason: 'left'});
    await expect.poll(() => [one.connection, filesIn(folder).length]).toEqual(['removed', 1]);
    const [file = ''] = filesIn(folder);
    const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
    await comes(server, folder, 'third');
    utimesSync(file, longAgo, longAgo);
    await comes(server, folder, 'fourth');
    expect(filesIn(folder)).not.toContain(file);
    const third = await comes(server, folder, 'third');
    void third.listen();
    await server.asks(lead, 'start', {anyway: true});
    await server.asks(lead, 'end');
    await expect.poll(() => third.store.view.clock.state).toBe('ended');
    expect(filesIn(folder)).toHaveLength(2);
    await server.close();
    await expect.poll(() => [third.connection, filesIn(folder).length]).toEqual(['over', 1]);
  });
});

describe('one who has joined twice', () => {
  test('is made one person: both screens go on, as that person', async () => {
    const server = await liveServer();
    const lead = await server.enters('facilitator', 'Lead');
    const phone = await joins(server, 'responder', 'lea');
    const laptop = await joins(server, 'responder', 'lea');
    const heard: number[] = [];
    laptop.onEvent(({n}) => heard.push(n));
    await server.asks(lead, 'start', {anyway: true});
    await expect.poll(() => laptop.store.view.clock.state).toBe('running');
    expect((await server.asks(lead, 'merge', {person: 'p3', into: 'p2'})).status).toBe(200);
    await attacked(server, 'secrets-listed', 'A1');
    await expect.poll(() => Object.keys(laptop.store.view.alerts)).toEqual(['A1']);
    expect(laptop.store.hello).toMatchObject({person: 'p2', name: 'lea'});
    for (const screen of [phone, laptop]) await screen.send('note', {text: 'me'});
    expect(server.of('note.written').map(({person}) => person)).toEqual(['p2', 'p2']);
    expect(heard).toEqual(heard.map((_, place) => place));
    expect(laptop.store.view.people).toMatchObject({p2: {state: 'online'}, p3: {state: 'removed', into: 'p2'}});
    expect(laptop.store.told.map(({text}) => text)).toContain('lea (2) is lea, and one person from now on');
    expect(server.roster.inRole('responder')).toHaveLength(1);
  });

  test('only by those who control, only where both are there, and have one role', async () => {
    const server = await liveServer();
    const lead = await server.enters('facilitator', 'Lead');
    const res = await server.enters('responder', 'lea');
    await server.enters('observer', 'lea');
    const merge = (token: string, person: string, into: string) => server.asks(token, 'merge', {person, into});
    expect((await merge(res, 'p3', 'p2')).status).toBe(403);
    expect(await merge(lead, 'p3', 'p2')).toMatchObject({
      status: 409,
      body: {reason: 'lea (2) and lea have different roles'},
    });
    expect((await merge(lead, 'p2', 'p2')).status).toBe(409);
    expect((await merge(lead, 'p9', 'p2')).status).toBe(422);
    expect(server.of('participant.changed')).toEqual([]);
  });
});
