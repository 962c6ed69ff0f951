import {execFileSync} from 'node:child_process';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';

/** Keeps the last 300,000 of three million objects, and gives way in between. */
const SCRIPT = `
  import {setTimeout as wait} from 'node:timers/promises';
  import {getHeapSpaceStatistics} from 'node:v8';
  if (process.argv[1]) (await import(process.argv[1])).keepYoungSpaceSmall();
  const kept = [];
  for (let i = 0; i < 3_000_000; i++) {
    kept[i % 300_000] = {id: i, text: 'x' + i};
    if (i % 20_000 === 0) await wait(i < 400_000 ? 20 : 0);
  }
  console.log(getHeapSpaceStatistics().find(s => s.space_name === 'new_space').space_size / 2 ** 20);
`;
const youngMiB = (...argv: string[]): number =>
  Number(execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, ...argv], {encoding: 'utf8'}));

test('the space for young objects stays within 64 MiB, and grows beyond where nobody sees to it', () => {
  const module = pathToFileURL(resolve('build/lib/process/young-space.js')).href;
  expect(youngMiB(module)).toBeLessThanOrEqual(64);
  expect(youngMiB()).toBeGreaterThan(64);
});
