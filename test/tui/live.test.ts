import {afterEach, describe, expect, test} from 'vitest';
import {realClock} from '../../src/lib/clock.js';
import {startLive} from '../../src/tui/live/start-live.js';
import type {Mounted} from '../../src/tui/mount.js';
import {answersAlerts, attacked} from '../helpers/exercise.js';
import {joins} from '../helpers/live-client.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';
import {TestKeyboard, TestTerminal} from '../helpers/terminal.js';

const open: Mounted[] = [];
afterEach(() => {
  for (const mounted of open.splice(0)) mounted.close();
});

/** The screen of somebody in a role, on a terminal in memory. */
async function screenOf(server: LiveServer, role: string, {columns = 80, rows = 24, name = role} = {}) {
  const client = await joins(server, role, name, realClock);
  const terminal = new TestTerminal(columns, rows);
  const keyboard = new TestKeyboard();
  const mounted = startLive({
    client,
    stdout: terminal as unknown as NodeJS.WriteStream,
    stdin: keyboard as unknown as NodeJS.ReadStream,
    ascii: false,
    linkOf: code => ({url: `${server.url}/#j=${code}`, picture: ['█▀█', '█▄█']}),
  });
  open.push(mounted);
  const shows = (text: string | RegExp) => expect.poll(() => terminal.screen()).toMatch(text);
  const type = async (text: string) => {
    await expect.poll(() => keyboard.rawMode).toBe(true); // keys before that would not be heard
    keyboard.type(text);
  };
  return {client, terminal, keyboard, mounted, shows, type};
}

/** A drill under way, whose engine answers acknowledgements. */
async function begun() {
  const server = await liveServer();
  const lead = await server.enters('facilitator', 'Lead');
  await server.enters('commander', 'Ada');
  await server.asks(lead, 'start', {anyway: true});
  answersAlerts(server);
  return {server, lead};
}

describe('the screen of a responder', () => {
  test('says DRILL, whose it is and how late, and shows an alert that a key takes', async () => {
    const {server} = await begun();
    const {shows, type} = await screenOf(server, 'responder', {name: 'res1'});
    await shows(/^ RESPONDER res1 {2}DRILL {2}Night shift +running ▶ 00:\d\d$/m);
    await attacked(server, 'secrets-listed', 'A1');
    await shows(/▸ A1 {2}high +Something odd.* nobody/);
    await shows('── 1 alert open ─');
    await type('a');
    await shows(/▸ A1 {2}high +Something odd.* 00:39 res1/);
    await shows('✔ A1 is yours');
    expect(server.of('alert.acknowledged')).toMatchObject([{person: 'res1'}]);
  });

  test('tells why something was refused, and who was first', async () => {
    const {server} = await begun();
    const {shows, type} = await screenOf(server, 'responder', {name: 'res1'});
    await attacked(server, 'secrets-listed', 'A1');
    await shows('A1  high');
    const other = await joins(server, 'responder', 'res2');
    await other.send('acknowledge', {alert: 'A1'});
    await shows('res2');
    await type('H');
    await shows('! there is no hint at the moment');
  });

  test('tells what a hint costs before it is taken', async () => {
    const {server} = await begun();
    const {shows, type} = await screenOf(server, 'responder', {name: 'res1'});
    await attacked(server, 'secrets-listed', 'A1');
    await server.pass(61_000);
    await shows('A1  high');
    await type('H');
    await shows('The next hint about A1 costs the team 5 points. Take it?');
    expect(server.of('hint.taken')).toEqual([]);
    await type('y');
    await shows(/HINTS\n.*–5 +Look for list on secrets/);
  });

  test('takes a paste into the line, and sends it once enter is pressed', async () => {
    const {server} = await begun();
    const {shows, type} = await screenOf(server, 'responder', {name: 'res1'});
    await shows('RESPONDER');
    await type('n');
    await shows('A note for the team');
    await type('\u001b[200~first line\r\nsecond: q y a\u001b[201~');
    await shows('first line second: q y a');
    await type(' done\r');
    await expect.poll(() => server.of('note.written').map(({text}) => text)).toEqual(['first line second: q y a done']);
  });

  test('says that there is no connection, what waits, and sends it later', async () => {
    const {server} = await begun();
    const {shows, type, terminal} = await screenOf(server, 'responder', {name: 'res1'});
    await shows('RESPONDER');
    await server.close();
    await shows('OFFLINE');
    await type('n');
    await shows('A note for the team');
    await type('kept\r');
    await shows('OFFLINE, 1 waiting');
    await liveServer({stage: server, address: {port: Number(new URL(server.url).port)}});
    await expect.poll(() => server.of('note.written').map(({text}) => text)).toEqual(['kept']);
    await expect.poll(() => terminal.screen()).not.toMatch(/OFFLINE|no connection/);
  });

  test('tells when something that was kept was refused in the end', async () => {
    const {server} = await begun();
    const {client, shows} = await screenOf(server, 'responder', {name: 'res1'});
    await shows('RESPONDER');
    await server.close();
    await shows('OFFLINE');
    await client.send('acknowledge', {alert: 'A9'});
    await liveServer({stage: server, address: {port: Number(new URL(server.url).port)}});
    await shows('! there is no alert A9');
  });

  test('writes nothing while nothing changes, and little when a second has passed', async () => {
    const {server} = await begun();
    const {terminal, shows} = await screenOf(server, 'responder', {name: 'res1'});
    await shows('running ▶');
    const clock = async () => /▶ (\d\d:\d\d)/.exec(await terminal.screen())?.[1];
    const was = await clock();
    const before = terminal.writes.length;
    await expect.poll(clock).not.toBe(was);
    const changed = terminal.writes.slice(before).join('');
    expect(changed).not.toContain('PROCEDURE'); // only lines that changed
    expect(changed).not.toContain('\u001b[2J');
  });

  test('goes when its terminal does, or its person leaves, and the drill goes on', async () => {
    const {server} = await begun();
    const first = await screenOf(server, 'responder', {name: 'res1'});
    await first.shows('RESPONDER');
    await first.type('q');
    await first.shows('Leave the drill');
    await first.type('y');
    await first.mounted.finished;
    expect(first.terminal.alternate).toBe(false);
    const second = await screenOf(server, 'observer');
    await second.shows('OBSERVER');
    second.keyboard.emit('end');
    await second.mounted.finished;
    expect(server.exercise.time.state).toBe('running');
  });
});

test('a facilitator delivers what is next, and hears who was first', async () => {
  const {server, lead} = await begun();
  const {shows, type} = await screenOf(server, 'facilitator', {name: 'Zoe'});
  await shows(/▸ I\d/);
  await server.asks(lead, 'deliver', {inject: 'I4'});
  await shows('✔ 00:0');
  await type('j');
  await shows(server.roster.codeOf('commander').reveal());
  await type('q');
  const delivered = () => server.of('inject.delivered').map(({inject}) => inject);
  const before = delivered().length;
  await type('d');
  await expect.poll(() => delivered().length).toBe(before + 1);
  await type('m');
  await shows('To whom?');
  await type('1');
  await shows('What do you say?');
  await type('Five minutes\r');
  await expect.poll(() => server.of('message.sent')).toMatchObject([{to: [], text: 'Five minutes'}]);
});
