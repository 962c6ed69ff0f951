import {appendFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {fileFeed} from '../../src/cluster/file-feed.js';
import {tempDir} from '../helpers/temp.js';

/** Follows a file that holds one old line, and keeps what is heard. */
async function following(content = 'old\n') {
  const path = join(tempDir(), 'audit.log');
  if (content) writeFileSync(path, content);
  const lines: string[] = [];
  const states: string[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  await fileFeed(path, 1).follow(
    more => lines.push(...more),
    (state, reason) => {
      if (states.at(-1)?.split(':')[0] !== state) states.push(reason ? `${state}: ${reason}` : state);
    },
    stop.signal,
  );
  const numbered = (from: number, to: number) => Array.from({length: to - from}, (_, i) => `line ${from + i}`);
  const write = (from: number, to: number) => appendFileSync(path, `${numbered(from, to).join('\n')}\n`);
  return {path, lines, states, write, numbered};
}

test('tells what is appended, not what was there', async () => {
  const {lines, write, numbered} = await following();
  write(0, 3);
  await expect.poll(() => lines).toEqual(numbered(0, 3));
});

test('waits for the rest of a line, and of a letter', async () => {
  const {path, lines} = await following();
  const bytes = Buffer.from('grün\nnext\n');
  appendFileSync(path, bytes.subarray(0, 3));
  appendFileSync(path, '');
  await expect.poll(() => lines).toEqual([]);
  appendFileSync(path, bytes.subarray(3));
  await expect.poll(() => lines).toEqual(['grün', 'next']);
});

test('reads a rotated file to its end, then the new one, nothing lost and nothing twice', async () => {
  const {path, lines, write, numbered} = await following();
  for (let round = 0; round < 20; round++) {
    write(round * 50, round * 50 + 25);
    renameSync(path, `${path}.${round}`);
    write(round * 50 + 25, round * 50 + 50);
    await expect.poll(() => lines.length).toBe((round + 1) * 50);
  }
  expect(lines).toEqual(numbered(0, 1000));
});

test('begins again when the file was truncated', async () => {
  const {path, lines, write, numbered} = await following('a long line that was there before\n');
  write(0, 1);
  await expect.poll(() => lines.length).toBe(1);
  truncateSync(path, 0);
  write(1, 2);
  await expect.poll(() => lines).toEqual(numbered(0, 2));
});

test('says that it cannot see while the file is gone, and goes on when it is back', async () => {
  const {path, lines, states, write, numbered} = await following();
  await expect.poll(() => states).toEqual(['up']);
  rmSync(path);
  await expect.poll(() => states.at(-1)).toMatch(/^down: .*ENOENT/);
  write(0, 2);
  await expect.poll(() => lines).toEqual(numbered(0, 2));
  expect(states.at(-1)).toBe('up');
});

test('takes a file that comes later from its start', async () => {
  const {lines, states, write, numbered} = await following('');
  expect(states[0]).toMatch(/^down: there is no /);
  write(0, 2);
  await expect.poll(() => lines).toEqual(numbered(0, 2));
});

test('reads more than it holds at once', async () => {
  const {lines, write} = await following();
  write(0, 150_000); // more than one piece of a megabyte
  await expect.poll(() => lines.length).toBe(150_000);
  expect(lines.at(-1)).toBe('line 149999');
});
