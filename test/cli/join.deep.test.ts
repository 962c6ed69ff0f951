import {once} from 'node:events';
import {describe, expect, onTestFinished, test} from 'vitest';
import {kubedrill, start} from '../helpers/cli.js';
import {attacked} from '../helpers/exercise.js';
import {liveServer} from '../helpers/live-server.js';
import {hasTerminals, startOnTerminal} from '../helpers/pty.js';
import {tempDir} from '../helpers/temp.js';

test('join without a terminal prints what happens until the drill is over: lines, or events', async () => {
  const server = await liveServer();
  const lead = await server.enters('facilitator', 'Lead');
  const link = `${server.url}/#j=${server.roster.codeOf('responder').reveal()}`;
  const lines = start(['join', link, '--name', 'res1'], {cwd: tempDir()});
  const events = kubedrill('join', link, '--name', 'res2', '--json');
  let out = '';
  lines.child.stdout?.on('data', chunk => {
    out += chunk;
  });
  await expect.poll(() => server.roster.people.map(({name}) => name).sort()).toEqual(['Lead', 'res1', 'res2']);
  await server.asks(lead, 'start', {anyway: true});
  await attacked(server, 'secrets-listed', 'A1');
  await server.asks(lead, 'end');
  await expect.poll(() => out).toContain('the drill is over');
  await server.close();
  const {code, stdout, stderr} = await lines.done;
  expect([code, stderr]).toEqual([0, 'kubedrill: DRILL; you are res1, responder\nkubedrill: the drill is over\n']);
  for (const what of ['DRILL: Night shift', 'res1 joins as responder', 'ALERT A1 high: Something odd']) {
    expect(stdout).toContain(what);
  }
  const raw = await events;
  const types = raw.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).type);
  expect([raw.code, raw.stderr, types[0], types.at(-1)]).toEqual([
    0,
    'kubedrill: the drill is over\n',
    'exercise.opened',
    'clock.changed',
  ]);
  expect(types).toContain('alert.shown');
});

test('join says what is missing, and what to do', async () => {
  expect(await kubedrill('join', 'http://127.0.0.1:7443', '--name', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/the link has no code.*\n.*--code/),
  });
  expect(await kubedrill('join', 'http://127.0.0.1:7443/#j=A')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--name lea'),
  });
});

describe.runIf(hasTerminals)('live on a terminal', () => {
  test('shows the facilitator’s screen, which can be left while the drill goes on', async () => {
    const cwd = tempDir();
    const argv = ['live', 'core', '--cluster', 'simulated', '--listen', '127.0.0.1:0'];
    const run = startOnTerminal(argv, cwd, {USER: 'lea', LANG: 'C.UTF-8'});
    onTestFinished(() => void run.terminal.kill());
    let out = '';
    run.terminal.stdout?.on('data', chunk => {
      out += chunk;
    });
    const waits = {timeout: 100_000};
    await expect.poll(() => out, waits).toMatch(/FACILITATOR.*lea.*DRILL/s);
    expect(run.events()).toContain('"name":"lea","role":"facilitator","via":"terminal"');
    await expect.poll(() => out, waits).toContain('NEXT');
    run.terminal.stdin?.write('q');
    await expect.poll(() => out, waits).toContain('leave this screen');
    out = '';
    run.terminal.stdin?.write('1');
    await expect.poll(() => out, waits).toMatch(/responder +http:.*kubedrill core on the simulated cluster/s);
    expect(run.events()).not.toContain('run.ended');
    process.kill(run.pid(), 'SIGINT');
    await once(run.terminal, 'close');
    expect(run.events()).toContain('"outcome":"interrupted"');
    expect(run.closed()).toBe(true);
  });
});
