import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {readJournal} from '../../src/run/journal/read.js';
import {start} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {tempDir} from '../helpers/temp.js';

/** Long enough that the drill is still watching when the signal comes. */
const SLOW = ['run', 'secrets-listed', '--cluster', 'simulated', '--rules', 'none.yml', '--sla', '20s'];
const NEVER =
  'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n';

function slowRun() {
  const cwd = tempDir();
  writeFileSync(join(cwd, 'none.yml'), NEVER);
  const running = start(SLOW, {cwd});
  const runDir = () => join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0] ?? '');
  const events = () => readFileSync(join(runDir(), 'events.ndjson'), 'utf8');
  const watching = async () => {
    await expect.poll(() => existsSync(join(cwd, 'runs')) && events()).toContain('"phase":"watch"');
  };
  return {cwd, running, runDir, events, watching};
}

describe('kubedrill as a process', () => {
  test('one signal ends a run whose API server takes the connection and never answers', async () => {
    let asked = false;
    const server = createServer(() => {
      asked = true;
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address() as AddressInfo;
    const config = kubeconfig(`http://127.0.0.1:${port}`, 'token');
    const argv = [
      'run',
      'secrets-listed',
      '--cluster',
      'existing',
      '--context',
      'staging',
      '--yes-this-cluster',
      'staging',
    ];
    const {child, done} = start(argv, {
      cwd: tempDir(),
      env: {PATH: '/nonexistent', HOME: tempDir(), KUBECONFIG: config},
    });
    await expect.poll(() => asked).toBe(true);
    child.kill('SIGTERM');
    expect((await done).code).toBe(143);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s cleans up, writes the reports, and ends with %i', async (signal, code) => {
    const {running, runDir, events, watching} = slowRun();
    await watching();
    running.child.kill(signal);
    const done = await running.done;
    expect(done.code).toBe(code);
    expect(done.stdout).toContain('interrupted');
    expect(events()).toContain('"outcome":"interrupted"');
    expect(events()).toMatch(/"type":"scenario.cleaned".*"left":\[\]/);
    expect(readJournal(join(runDir(), 'journal.ndjson'))).toBeUndefined();
    expect(readdirSync(runDir())).toEqual(expect.arrayContaining(['report.html', 'result.json', 'junit.xml']));
  });

  test('a terminal that closes hangs up more than once, and clean-up goes on', async () => {
    const {running, events, watching} = slowRun();
    await watching();
    for (const signal of ['SIGHUP', 'SIGHUP', 'SIGTERM', 'SIGHUP'] as const) running.child.kill(signal);
    expect((await running.done).code).toBe(143);
    expect(events()).toMatch(/"type":"scenario.cleaned".*"left":\[\]/);
  });

  test('one Ctrl-C that arrives twice is one', async () => {
    const {running, events, watching} = slowRun();
    await watching();
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect((await running.done).code).toBe(130);
    expect(events()).toMatch(/"type":"scenario.cleaned".*"left":\[\]/);
  });

  test('kill -9 leaves a journal that cleanup finishes; while a run is going on it is left alone', async () => {
    const {cwd, running, runDir, watching} = slowRun();
    await watching();
    const during = await start(['cleanup'], {cwd}).done;
    expect(during.stdout).toContain('still going on');
    running.child.kill('SIGKILL');
    await running.done;
    const unfinished = readJournal(join(runDir(), 'journal.ndjson'));
    expect(unfinished?.paths.length).toBeGreaterThan(3);
    const status = await start(['doctor'], {cwd}).done;
    expect(status.stdout).toContain(`unfinished runs: ${unfinished?.run}`);
    const after = await start(['cleanup'], {cwd}).done;
    expect(after).toMatchObject({code: 0, stdout: `run ${unfinished?.run}: its simulated cluster died with it\n`});
    expect((await start(['cleanup', '--json'], {cwd}).done).stdout).toContain('"runs": []');
  });

  test('a reader that goes away is no error', async () => {
    const {child, done} = start(['run', 'privileged-pod', '--cluster', 'simulated', '--json'], {cwd: tempDir()});
    child.stdout?.destroy();
    expect((await done).code).toBe(0);
  });

  test('an old Node is told before anything is imported', () => {
    const script = `Object.defineProperty(process, 'versions', {value: {...process.versions, node: '20.11.0'}}); await import(${JSON.stringify(join(process.cwd(), 'src/bin.js'))});`;
    const {status, stderr} = spawnSync(process.execPath, ['--input-type=module', '-e', script], {encoding: 'utf8'});
    expect(stderr).toContain('kubedrill needs Node 22.19 or newer');
    expect(status).toBe(3);
  });
});
