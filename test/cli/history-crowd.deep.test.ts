import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {kubedrill, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {nightsBelow} from '../history/nights.js';

const storeIn = (folder: string) => ['--history', `file:${join(folder, 'history.db')}`];
const from = (first: number, count: number) => Array.from({length: count}, (_, i) => first + i);
const dumpOf = async (store: readonly string[]) => {
  const {stdout} = await kubedrill('history', 'dump', ...store);
  return {runs: stdout.trimEnd().split('\n').length, hash: createHash('sha256').update(stdout).digest('hex')};
};

test('56 nights twice: nothing is new the second time, and the dump is that of any other order and partition', async () => {
  const [folder, store] = [nightsBelow(tempDir(), from(0, 56)), storeIn(tempDir())];
  expect(await kubedrill('history', 'import', folder, ...store)).toMatchObject({code: 0, stdout: '56 new of 56\n'});
  expect(await kubedrill('history', 'import', folder, ...store)).toMatchObject({code: 0, stdout: '0 new of 56\n'});
  const whole = await dumpOf(store);
  expect(whole.runs).toBe(56);
  const backwards = storeIn(tempDir());
  // Some nights twice, the newest first.
  for (const part of [from(40, 16), from(20, 30), from(0, 25)])
    await kubedrill('history', 'import', ...part.reverse().map(index => join(folder, `run-${index}`)), ...backwards);
  expect(await dumpOf(backwards)).toEqual(whole);
});

test('a thousand runs by twelve processes at once: none is lost, nothing is locked, and the dump is that of one process', {
  timeout: 300_000,
}, async () => {
  const [cwd, store, alone] = [tempDir(), storeIn(tempDir()), storeIn(tempDir())];
  const folders = from(0, 12).map(part => nightsBelow(tempDir(), from(84 * part, 84)));
  const running = folders.map(folder => start(['history', 'import', folder, ...store], {cwd}).done);
  for (const {code, stdout, stderr} of await Promise.all(running))
    expect({code, stdout, stderr}).toEqual({code: 0, stdout: '84 new of 84\n', stderr: ''});
  await kubedrill('history', 'import', ...folders, ...alone);
  const crowd = await dumpOf(store);
  expect(crowd.runs).toBe(1008);
  expect(crowd).toEqual(await dumpOf(alone));
});
