import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {describe, expect, test} from 'vitest';
import {fewFiles} from '../../src/cli/run/file-limit.js';
import {outOfFiles} from '../../src/lib/files/open-files.js';
import {BARE, type Done} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** Runs the built program where no more than `limit` files may be open at a time. */
async function limited(limit: number, cwd: string, ...argv: string[]): Promise<Done> {
  const script = `ulimit -n ${limit} && exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', script, process.execPath, resolve('src/bin.js'), ...argv], {cwd, env: BARE});
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return {code, stdout, stderr};
}

describe('under `ulimit -n 64`', () => {
  test.each([
    ['core', ['run'], '5 scenarios side by side need up to 84'],
    ['the catalogue', ['run', '--all', '--parallel', '50'], '50 scenarios side by side need up to 264'],
  ])('a run says before it makes anything what to raise: %s', async (_, argv, why) => {
    const cwd = tempDir();
    const {code, stderr} = await limited(64, cwd, ...argv, '--cluster', 'simulated', '--no-tui');
    expect(stderr).toContain(`kubedrill: this process may open 64 files, and ${why}`);
    expect(stderr).toContain('next: raise the limit of open files, `ulimit -n 1024`');
    expect(code).toBe(3);
    expect(existsSync(`${cwd}/runs`)).toBe(false);
  });

  test('doctor says it as well', async () => {
    const {code, stdout} = await limited(64, tempDir(), 'doctor', '--cluster', 'simulated');
    expect(stdout).toMatch(/open files: this process may open 64 files.*\n +next: raise the limit of open files/);
    expect(code).toBe(3);
  });

  test('what needs fewer goes on', async () => {
    const {code} = await limited(64, tempDir(), 'rules', 'test', '--log', resolve('test/fixtures/audit'));
    expect(code).toBe(0);
  });
});

test.each(['EMFILE', 'ENFILE'])('%s is found in a cause of a cause, and in one of several', code => {
  const system = Object.assign(new Error('connect'), {code});
  const fetched = new TypeError('fetch failed', {cause: new AggregateError([new Error('x'), system])});
  expect(outOfFiles(fetched)).toMatchObject({exitCode: 3, message: expect.stringContaining(code)});
  expect(outOfFiles(new Error('other', {cause: new Error('x')}))).toBeUndefined();
});

test('where no limit is known, nothing is said', () => {
  expect(fewFiles(50, undefined)).toBeUndefined();
  expect(fewFiles(5, 84)).toBeUndefined();
  expect(fewFiles(5, 83)).toContain('83');
});
