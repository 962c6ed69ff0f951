import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {isAlive} from '../../src/lib/process/processes.js';
import {hasTerminals, startOnTerminal} from '../helpers/pty.js';
import {slowDrill} from '../helpers/slow-run.js';
import {tempDir} from '../helpers/temp.js';

type Stream = 'full' | 'closed' | 'pipe' | 'broken';

/** Runs a command with its result and its progress going where they are told; resolves with its exit code. */
async function codeWith(argv: string[], to: {stdout?: Stream; stderr?: Stream}): Promise<{code: number; said: string}> {
  const full = openSync('/dev/full', 'w');
  const kindOf = (stream: Stream = 'pipe') => (stream === 'full' ? full : 'pipe');
  const close = [to.stdout === 'closed' ? '1>&-' : '', to.stderr === 'closed' ? '2>&-' : ''].join(' ');
  const child: ChildProcess = spawn(
    '/bin/sh',
    ['-c', `exec "$0" "$@" ${close}`, process.execPath, resolve('src/bin.js'), ...argv],
    {cwd: tempDir(), env: {PATH: '/nonexistent'}, stdio: ['ignore', kindOf(to.stdout), kindOf(to.stderr)]},
  );
  closeSync(full);
  let said = '';
  child.stderr?.on('data', chunk => {
    said += chunk;
  });
  child.stdout?.resume();
  if (to.stdout === 'broken') child.stdout?.destroy();
  if (to.stderr === 'broken') child.stderr?.destroy();
  const [code] = await once(child, 'close');
  return {code, said};
}

const RESULTS = [['list'], ['--help'], ['show', 'secrets-listed', '--json'], ['lint'], ['cleanup'], ['plan']];

describe('where nobody reads', () => {
  test.each(RESULTS)('a result that the disk has no room for is an error of the environment: %s', async (...argv) => {
    const {code, said} = await codeWith(argv, {stdout: 'full'});
    expect(said).toMatch(/could not be written to stdout: .*no space left/);
    expect(code).toBe(3);
  });

  test.each(['full', 'closed', 'broken'] as const)('errors with stderr %s keep their exit code', async stderr => {
    expect((await codeWith(['show', 'no-such-scenario'], {stderr})).code).toBe(2);
  });

  test.each([
    ['full', 3],
    ['closed', 0],
    ['broken', 0],
  ] as const)('a run with stdout %s goes to its end: %i', async (stdout, code) => {
    const argv = ['run', 'privileged-pod', '--cluster', 'simulated', '--json'];
    expect((await codeWith(argv, {stdout})).code).toBe(code);
  });

  test.each(['full', 'closed', 'broken'] as const)('a run with stderr %s goes to its end: 0', async stderr => {
    expect((await codeWith(['run', 'privileged-pod', '--cluster', 'simulated'], {stderr})).code).toBe(0);
  });
});

describe.skipIf(!hasTerminals)('on a terminal', () => {
  const REPORTS = ['report.html', 'result.json', 'junit.xml'];
  const ended = (pid: number) => expect.poll(() => isAlive(pid)).toBe(false);

  test('that goes away, a run cleans up and writes its reports', async () => {
    const {argv, cwd} = slowDrill();
    const run = startOnTerminal(argv, cwd);
    await expect.poll(run.events).toContain('"phase":"watch"');
    const pid = run.pid();
    run.terminal.kill('SIGKILL');
    await ended(pid);
    expect(run.events()).toMatch(/"type":"run.ended","outcome":"interrupted"/);
    expect(run.closed()).toBe(true);
    expect(run.files()).toEqual(expect.arrayContaining(REPORTS));
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('at the score, %s ends a run that is over', async signal => {
    const {cwd} = slowDrill();
    const run = startOnTerminal(['run', 'privileged-pod', '--cluster', 'simulated'], cwd);
    await expect.poll(run.events).toContain('"type":"run.ended"');
    const pid = run.pid();
    // The score stays on the screen for as long as the person likes.
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, signal);
    await ended(pid);
    expect(run.files()).toEqual(expect.arrayContaining(REPORTS));
    run.terminal.kill('SIGKILL');
  });
});
