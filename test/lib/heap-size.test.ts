import {execFileSync} from 'node:child_process';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';

/** Keeps the last 300,000 of three million objects, which grow old before they go, and gives way in between. */
const SCRIPT = `
  import {setTimeout as wait} from 'node:timers/promises';
  import {getHeapSpaceStatistics} from 'node:v8';
  if (process.argv[1]) (await import(process.argv[1])).keepHeapSmall();
  const kept = [];
  const most = {};
  for (let i = 0; i < 3_000_000; i++) {
    kept[i % 300_000] = {id: i, text: 'x' + i};
    if (i % 20_000) continue;
    await wait(i < 400_000 ? 20 : 0);
    for (const {space_name: name, space_size: size} of getHeapSpaceStatistics())
      most[name] = Math.max(most[name] ?? 0, size / 2 ** 20);
  }
  console.log(JSON.stringify(most));
`;
/** The largest size of each space, in MiB. */
const largest = (...argv: string[]): Record<string, number> =>
  JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, ...argv], {encoding: 'utf8'}));

test('what V8 has for objects stays near to what is alive, and grows beyond where nobody sees to it', () => {
  const kept = largest(pathToFileURL(resolve('build/lib/process/heap-size.js')).href);
  const free = largest();
  expect(kept.new_space).toBeLessThanOrEqual(64);
  expect(free.new_space).toBeGreaterThan(64);
  expect(kept.old_space).toBeLessThanOrEqual(60);
  expect(free.old_space).toBeGreaterThan(60);
});
