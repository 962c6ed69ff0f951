import {chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** Starts the program with a home and a temporary folder of its own; returns both. */
async function started(prepare: (home: string) => void = () => {}) {
  const [home, shared, cwd] = [tempDir(), tempDir(), tempDir()];
  prepare(home);
  const {code} = await start(['--version'], {cwd, env: {PATH: '/nonexistent', HOME: home, TMPDIR: shared}}).done;
  expect(code).toBe(0);
  return {home, shared, cache: join(home, '.cache', 'kubedrill', 'compiled')};
}

describe('the compile cache', () => {
  test('lies in a folder that is the user’s alone, and nothing in the shared temporary one', async () => {
    const {shared, cache} = await started();
    expect(readdirSync(cache).length).toBeGreaterThan(0);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(readdirSync(shared)).toEqual([]);
  });

  test('is not taken from a folder in which others may write', async () => {
    const {cache} = await started(home => {
      const dir = join(home, '.cache', 'kubedrill', 'compiled');
      mkdirSync(dir, {recursive: true});
      chmodSync(dir, 0o777);
    });
    expect(readdirSync(cache)).toEqual([]);
  });

  test('is not taken from behind a link', async () => {
    const elsewhere = tempDir();
    await started(home => {
      mkdirSync(join(home, '.cache', 'kubedrill'), {recursive: true});
      symlinkSync(elsewhere, join(home, '.cache', 'kubedrill', 'compiled'));
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('is done without where there is no home to keep it in', async () => {
    const {code} = await start(['--version'], {cwd: tempDir(), env: {PATH: '/nonexistent', HOME: '/dev/null'}}).done;
    expect(code).toBe(0);
    expect(existsSync('/dev/null/.cache')).toBe(false);
  });
});
