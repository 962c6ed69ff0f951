import {type ChildProcess, spawn} from 'node:child_process';
import {appendFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {FOLLOW_SCRIPT} from '../../../src/cluster/kind/audit-log/follow-script.js';
import {FrameReader} from '../../../src/cluster/kind/audit-log/frames.js';
import {tempDir} from '../../helpers/temp.js';

/** The script of the node, run by this machine's `sh` on files of a folder, read as the client reads it. */
function follower() {
  const dir = tempDir();
  const log = join(dir, 'audit.log');
  const reader = new FrameReader();
  const lines: string[] = [];
  const notices: string[] = [];
  let child: ChildProcess | undefined;
  const start = async () => {
    const {inode = '', offset = 0} = reader.position ?? {};
    reader.restart();
    const begun = notices.length;
    const process = spawn('sh', ['-c', FOLLOW_SCRIPT, 'follow', log, inode, String(offset), '0.01'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = process;
    process.stdout.on('data', (chunk: Buffer) => {
      const got = reader.push(chunk);
      lines.push(...got.lines);
      notices.push(...got.notices.map(n => n.type));
    });
    await expect.poll(() => notices.length).toBeGreaterThan(begun);
    return process;
  };
  onTestFinished(() => void child?.stdin?.end());
  return {
    dir,
    log,
    lines,
    notices,
    start,
    stop: () => new Promise(resolve => child?.on('exit', resolve).kill('SIGKILL')),
  };
}

const text = (from: number, to: number) => Array.from({length: to - from}, (_, i) => `line ${from + i}\n`).join('');
const expected = (to: number) => text(0, to).split('\n').slice(0, -1);
/** As the API server names a rotated file: names sort by time. */
const rotate = (log: string, n: number) => renameSync(log, log.replace(/\.log$/, `-2026-11-23T13-56-0${n}.000.log`));

test('follows from the current end, line by line', async () => {
  const {log, lines, start} = follower();
  writeFileSync(log, 'old\n');
  await start();
  appendFileSync(log, text(0, 3));
  appendFileSync(log, 'line ');
  appendFileSync(log, '3\n');
  await expect.poll(() => lines).toEqual(expected(4));
});

test('a stream that was cut goes on at the very byte, also in the middle of a line', async () => {
  const {log, lines, start, stop} = follower();
  writeFileSync(log, 'old\n');
  await start();
  appendFileSync(log, `${text(0, 2)}line 2 is cut in`);
  await expect.poll(() => lines).toEqual(expected(2));
  await stop();
  appendFileSync(log, ' the middle\n');
  await start();
  await expect.poll(() => lines).toEqual([...expected(2), 'line 2 is cut in the middle']);
});

test('reads rotated files in their order, also those of a time when nobody read', async () => {
  const {log, lines, start, stop} = follower();
  writeFileSync(log, 'old\n');
  await start();
  appendFileSync(log, text(0, 5));
  await expect.poll(() => lines.length).toBe(5);
  await stop();
  appendFileSync(log, text(5, 10));
  rotate(log, 1);
  writeFileSync(log, text(10, 20));
  rotate(log, 2);
  writeFileSync(log, text(20, 30));
  await start();
  await expect.poll(() => lines.length).toBe(30);
  rotate(log, 3);
  writeFileSync(log, text(30, 40));
  await expect.poll(() => lines).toEqual(expected(40));
});

test('says when the log is missing, and when one was removed before it was read', async () => {
  const {dir, log, lines, notices, start, stop} = follower();
  writeFileSync(log, 'old\n');
  await start();
  renameSync(log, join(dir, 'elsewhere'));
  await expect.poll(() => notices).toContain('missing');
  renameSync(join(dir, 'elsewhere'), log);
  appendFileSync(log, text(0, 1));
  await expect.poll(() => lines).toEqual(expected(1));
  await stop();
  // Both are there at once, so that the new file is another one: a freed inode may be taken again at once.
  writeFileSync(join(dir, 'next'), text(1, 2));
  rmSync(log);
  renameSync(join(dir, 'next'), log);
  await start();
  await expect.poll(() => lines).toEqual(expected(2));
  expect(notices).toContain('lost');
});

test('says that it is there while nothing is written, and not while there is no log', async () => {
  const {dir, log, notices, start} = follower();
  writeFileSync(log, 'old\n');
  await start();
  const said = (type: string) => notices.filter(n => n === type).length;
  await expect.poll(() => said('alive')).toBeGreaterThan(1);
  renameSync(log, join(dir, 'elsewhere'));
  await expect.poll(() => said('missing')).toBeGreaterThan(20);
  expect(notices.slice(notices.indexOf('missing'))).not.toContain('alive');
});

test('ends when its standard input closes: nothing is left in the node however the client ends', async () => {
  const {log, start} = follower();
  writeFileSync(log, '');
  const process = await start();
  const ended = new Promise(resolve => process.on('exit', resolve));
  process.stdin?.end();
  await ended;
});
