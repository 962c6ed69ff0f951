import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from 'vitest';
import {makeDir, writeAtomic} from '../../src/lib/files/files.js';
import {tempDir} from '../helpers/temp.js';

test('a folder is made with those above it, and again without complaint', () => {
  const dir = join(tempDir(), 'a', 'b');
  makeDir(dir);
  makeDir(dir);
  expect(statSync(dir).isDirectory()).toBe(true);
});

test('below a working folder that has been deleted it comes to an end: the folder is made again', () => {
  const gone = join(tempDir(), 'gone');
  mkdirSync(gone);
  const script = `
    import {rmdirSync} from 'node:fs';
    import {makeDir} from ${JSON.stringify(resolve('build/lib/files/files.js'))};
    rmdirSync(process.cwd());
    makeDir('runs/one');`;
  const options = {cwd: gone, timeout: 10_000, encoding: 'utf8'} as const;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], options);
  expect(statSync(join(gone, 'runs', 'one')).isDirectory()).toBe(true);
});

test('a file is written whole, with the mode that was asked for', () => {
  const path = join(tempDir(), 'new', 'file');
  writeAtomic(path, 'content', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('content');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
