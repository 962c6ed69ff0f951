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
  });
  open.push(mounted);
  const shows = (text: string | RegExp) => expect.poll(() => terminal.screen(), {timeout: 5000}).toMatch(text);
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
});
