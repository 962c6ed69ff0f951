import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {kubedrill, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const SIMULATED = ['run', 'secrets-listed', '--cluster', 'simulated', '--no-tui'];

/** A file system of one megabyte, where this user may mount one. */
function small(): string | undefined {
  const dir = tempDir();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], {stdio: 'ignore'}).status) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', dir]));
  return dir;
}
const canMount = (() => {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-mount-'));
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], {stdio: 'ignore'}).status === 0;
  if (done) execFileSync('umount', [dir]);
  rmSync(dir, {recursive: true});
  return done;
})();

/** Takes all the space that is left. */
function fill(dir: string): void {
  spawnSync('dd', ['if=/dev/zero', `of=${join(dir, 'filler')}`, 'bs=4k'], {stdio: 'ignore'});
}

const parts = (dir: string): string[] =>
  readdirSync(dir, {recursive: true})
    .map(String)
    .filter(f => f.endsWith('.part'));

test('a limit on the size of files is the environment, not a bug: exit 3, told before anything is made', () => {
  const {status, stderr} = spawnSync(
    'sh',
    ['-c', `ulimit -f 4; exec "${process.execPath}" src/bin.js ${SIMULATED.join(' ')} --out "${tempDir()}"`],
    {encoding: 'utf8'},
  );
  expect(stderr).toMatch(/would be larger than a file may be here\n {2}next: raise the limit: `ulimit -f unlimited`/);
  expect(status).toBe(3);
});

describe.skipIf(!canMount)('a run folder that becomes full', () => {
  test.each(['set-up', 'attack', 'watch', 'clean-up'])('at %s: attacks stop, clean-up goes on, exit 3', async phase => {
    const out = small() ?? '';
    const {child, stderr, done} = start(
      [...SIMULATED, '--out', out, '--rules', none(), '--sla', '4s', '--grace', '1s'],
      {
        cwd: tempDir(),
      },
    );
    const log = () => {
      const [dir] = existsSync(out) ? readdirSync(out) : [];
      const path = join(out, dir ?? '', 'events.ndjson');
      return dir && existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    await expect.poll(log, {timeout: 100_000, interval: 5}).toContain(`"phase":"${phase}"`);
    fill(out);
    const {code} = await done;
    expect(child.exitCode).toBe(3);
    expect(code).toBe(3);
    expect(stderr()).toMatch(/no space is left for .*\n.*next: free space in/);
    expect(stderr()).toMatch(/cleaned up: \d+ created, 0 left behind/);
    expect(parts(out)).toEqual([]);
  });

  test('a run folder that is full from the start: told before anything is made', async () => {
    const out = small() ?? '';
    fill(out);
    const done = await start([...SIMULATED, '--out', out], {cwd: tempDir()}).done;
    expect(done.stderr).toMatch(/no space is left for/);
    expect(done.code).toBe(3);
    expect(readdirSync(out)).toEqual(['filler']);
  });

  test('reports that have no room are told, and none is half there', async () => {
    const out = small() ?? '';
    const cwd = tempDir();
    expect((await start([...SIMULATED, '--out', out], {cwd}).done).code).toBe(0);
    fill(out);
    const done = await start(['report', 'latest', '--out', out], {cwd}).done;
    expect(done.stderr).toMatch(/no space is left for/);
    expect(done.stdout).toContain('score');
    expect(done.code).toBe(3);
    expect(parts(out)).toEqual([]);
  });
});

describe('a run folder', () => {
  test('that goes away in mid-run: attacks stop, clean-up goes on, exit 3', async () => {
    const cwd = tempDir();
    const out = join(cwd, 'out');
    const {stderr, done} = start([...SIMULATED, '--out', out, '--rules', none(), '--sla', '20s'], {cwd});
    await expect.poll(stderr).toMatch(/is ready/);
    rmSync(out, {recursive: true, force: true});
    expect((await done).code).toBe(3);
    expect(stderr()).toMatch(/is gone/);
    expect(stderr()).toMatch(/0 left behind/);
  });

  test.each([
    ['a file in its place', 'file', 2, /a file is in the place of a folder/],
    ['a name too long', 'x'.repeat(300), 2, /is too long/],
    ['a file above it', 'file/below', 2, /a file is in the place of a folder/],
  ])('with %s is told before anything is made', async (_, name, code, message) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'file'), '');
    const done = await kubedrill(...SIMULATED, '--out', join(dir, name));
    expect(done.stderr).toMatch(message);
    expect(done.stderr).not.toContain('bug');
    expect(done.code).toBe(code);
    expect(readdirSync(dir)).toEqual(['file']);
  });

  test('that lies where nothing can be made is told before anything is made', async () => {
    const done = await kubedrill(...SIMULATED, '--out', '/proc/runs');
    expect(done.stderr).toMatch(
      /nothing can be made in \/proc: its file system keeps no files\n {2}next: name another folder/,
    );
    expect(done.code).toBe(3);
  });
});

/** A folder of rules in which none alerts: the drill watches for as long as its SLA lets it. */
function none(): string {
  const dir = join(tempDir(), 'rules');
  mkdirSync(dir);
  writeFileSync(
    join(dir, 'none.yml'),
    'title: x\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {verb: nothing*}\n  condition: s\n',
  );
  return dir;
}
