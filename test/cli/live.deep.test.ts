import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {BARE, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** A home of its own, so that runs of other tests are not seen. */
function person() {
  const home = tempDir();
  const env = {...BARE, HOME: home};
  const sockets = join(home, '.local', 'state', 'kubedrill', 'live');
  const live = (...argv: string[]) => start(['live', ...argv], {cwd: home, env}).done;
  const listening = () => (existsSync(sockets) ? readdirSync(sockets) : []);
  return {home, env, sockets, live, listening};
}

const RUN = ['run', 'secrets-listed', '--cluster', 'simulated', '--no-tui'];

/** A run that people respond to, once its alert has a name. */
async function responding({home, env}: ReturnType<typeof person>, ...flags: string[]) {
  const running = start([...RUN, '--respond', '60s', ...flags], {cwd: home, env});
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await expect.poll(running.stderr).toMatch(/alert A1, .*\n.*kubedrill live ack A1 --as NAME/);
  return running;
}

describe('kubedrill live ack', () => {
  test('acknowledges the alert of a run in the name of a person, once', async () => {
    const who = person();
    const running = await responding(who);
    const first = await who.live('ack', 'A1', '--as', 'lead');
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^secrets-listed: acknowledged, .* after the alert\n$/),
    });
    const second = await who.live('ack', 'A1', '--as', 'res1', '--json');
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject([
      {scenario: 'secrets-listed', counted: false, reason: 'the alert was acknowledged before'},
    ]);
    running.child.kill('SIGINT');
    const {code, stderr} = await running.done;
    expect(code).toBe(130);
    expect(stderr).toMatch(/acknowledged by lead in kubedrill, .* after the alert/);
    const [run = ''] = readdirSync(join(who.home, 'runs'));
    const events = readFileSync(join(who.home, 'runs', run, 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as DrillEvent);
    expect(events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
      {person: 'lead', counted: true, source: 'kubedrill'},
      {person: 'res1', counted: false},
    ]);
    expect(who.listening()).toEqual([]);
  });

  test('refuses an alert that the run does not know, and a word that is neither an action nor a drill', async () => {
    const who = person();
    await responding(who);
    expect(await who.live('ack', 'A9', '--as', 'lead')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/A9 cannot be acknowledged: no alert of this run is called so\n.*such as A1/),
    });
    expect(await who.live('resolve')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no drill resolve'),
    });
  });

  test('finds no run where none is under way, or another one is meant', async () => {
    const who = person();
    expect(await who.live('ack', 'A1', '--as', 'lead')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no run is under way that people respond to'),
    });
    await responding(who);
    expect(await who.live('ack', 'A1', '--as', 'lead', '--run', 'ffffff')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no run ffffff is under way'),
    });
  });

  test('wants to know which of several runs is meant, and takes the socket of a killed one away', async () => {
    const who = person();
    const running = await responding(who);
    const other = createServer();
    await new Promise<void>(resolve => other.listen(join(who.sockets, 'aaaaaa.sock'), resolve));
    expect(await who.live('ack', 'A1', '--as', 'lead')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/several runs are under way: .*aaaaaa/),
    });
    await new Promise(resolve => other.close(resolve));
    writeFileSync(join(who.sockets, 'bbbbbb.sock'), '');
    expect((await who.live('ack', 'A1', '--as', 'lead')).code).toBe(0);
    expect(who.listening()).toHaveLength(1);
    running.child.kill('SIGKILL');
    await running.done;
    expect((await who.live('ack', 'A1', '--as', 'lead')).code).toBe(3);
    expect(who.listening()).toEqual([]);
  });

  test('is not there in a nightly run, which listens to nobody', async () => {
    const who = person();
    const {code} = await start(RUN, {cwd: who.home, env: who.env}).done;
    expect(code).toBe(0);
    expect(existsSync(who.sockets)).toBe(false);
  });
});
