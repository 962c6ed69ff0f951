import {execFileSync} from 'node:child_process';
import {createWriteStream, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {logInputs} from '../../../src/sources/recorded/inputs.js';
import {recordedLog} from '../../../src/sources/recorded/recorded-log.js';
import type {LogRecord} from '../../../src/sources/recorded/records.js';
import {tempDir} from '../../helpers/temp.js';

const NO_INPUT = {stdin: {isTTY: true} as NodeJS.ReadStream, env: {}};

async function read(paths: string[], longest?: number): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const batch of recordedLog(await logInputs(paths, NO_INPUT), longest)) records.push(...batch.records);
  return records;
}

function file(content: string | Uint8Array, name = 'audit.log'): string {
  const path = join(tempDir(), name);
  writeFileSync(path, content);
  return path;
}

const texts = async (content: string | Uint8Array, longest?: number) =>
  (await read([file(content)], longest)).map(({text, problem}) =>
    problem === undefined ? text : `PROBLEM ${problem}`,
  );

describe('records', () => {
  test('are lines; empty ones and Windows line ends do not count', async () => {
    expect(await read([file('{"a":1}\r\n\n  \n{"b":2}\n')])).toEqual([
      {text: '{"a":1}', line: 1},
      {text: '{"b":2}', line: 4},
    ]);
    expect(await texts('')).toEqual([]);
  });

  test('a last line without its end is marked', async () => {
    expect(await read([file('{"a":1}\n{"b":2}')])).toEqual([
      {text: '{"a":1}', line: 1},
      {text: '{"b":2}', line: 2, unfinished: true},
    ]);
  });

  test('lines and characters that two pieces share stay whole', async () => {
    const lines = Array.from({length: 3000}, (_, i) => `${i} ${'ü€😀'.repeat(i % 200)}`.trim());
    expect(await texts(`${lines.join('\n')}\n`)).toEqual(lines);
  });

  test('an object over several lines is one record, each element of a list is one', async () => {
    const pretty = (value: unknown) => JSON.stringify(value, null, 2);
    const [a, b] = [{a: {b: '}]{["\\"'}}, {c: [1, {d: 2}]}];
    expect((await texts(`${pretty(a)}\n${pretty(b)}\n`)).map(text => JSON.parse(text))).toEqual([a, b]);
    expect((await texts(pretty([a, b]))).map(text => JSON.parse(text))).toEqual([a, b]);
    expect((await texts(`[\n${JSON.stringify(a)},\n${JSON.stringify(b)}\n]\n`)).map(text => JSON.parse(text))).toEqual([
      a,
      b,
    ]);
    expect((await texts(`[${JSON.stringify(a)}\n,${JSON.stringify(b)}]\n`)).map(text => JSON.parse(text))).toEqual([
      [a, b],
    ]);
    expect(
      (await texts(`{"items":[\n${JSON.stringify(a)},\n${JSON.stringify(b)}\n]}\n`)).map(t => JSON.parse(t)),
    ).toEqual([{items: [a, b]}]);
  });

  test('a line that was cut off takes no other with it', async () => {
    const whole = '{"kind":"Event","auditID":"b"}';
    expect(await texts(`{"kind":"Event","auditID":"a\n${whole}\n`)).toEqual([
      'PROBLEM is cut off before its end',
      whole,
    ]);
    expect(await texts(`{"kind":"Event","auditID":"a",\n${whole}\n`)).toEqual([
      'PROBLEM is cut off before its end',
      whole,
    ]);
    expect(await texts(`${whole}\n{"kind":"Event","user":{\n`)).toEqual([whole, 'PROBLEM is cut off before its end']);
  });

  test('one that is too long is not held, and is told apart from those beside it', async () => {
    const MiB = 1024 * 1024;
    const long = `{"x":"${'x'.repeat(3 * MiB)}"}`;
    const problem = expect.stringContaining('is longer than 2 MiB');
    expect(await texts(`{"a":1}\n${long}\n{"b":2}\n`, 2 * MiB)).toEqual([
      '{"a":1}',
      expect.stringMatching(/^PROBLEM/),
      '{"b":2}',
    ]);
    const [first, ...others] = await read([file(`{\n"x":\n${`"${'y'.repeat(1000)}",\n`.repeat(4000)}}\n`)], 2 * MiB);
    expect(first).toMatchObject({line: 1, problem});
    expect(others.length).toBeGreaterThan(0);
    expect(await texts(long, 2 * MiB)).toEqual([expect.stringMatching(/^PROBLEM is longer/)]);
  });

  test('what container runtimes have cut is put together, by stream', async () => {
    const at = '2026-11-20T09:00:00.01Z';
    const cri = [
      `${at} stdout P {"a":`,
      `${at} stderr P {"b":`,
      `${at} stdout F 1}`,
      `${at} stderr F 2}`,
      `${at} stdout F {"c":3}`,
    ];
    expect(await texts(`${cri.join('\n')}\n`)).toEqual(['{"a":1}', '{"b":2}', `${at} stdout F {"c":3}`]);
    const docker = ['{"a":', '1}\n'].map(log => JSON.stringify({log, stream: 'stdout', time: at}));
    expect(await texts(`${docker.join('\n')}\n`)).toEqual(['{"a":1}\n']);
    expect(await texts(`${cri[0]}\n`)).toEqual(['PROBLEM is cut off by the container runtime']);
  });
});

describe('bytes', () => {
  const TEXT = '{"a":"ü"}\n{"b":"€"}\n';
  const LINES = ['{"a":"ü"}', '{"b":"€"}'];
  const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');

  test.each<[string, Uint8Array]>([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 as PowerShell writes it', utf16],
    ['UTF-16, big end first', Buffer.from(utf16).swap16()],
    ['UTF-16 without a mark', utf16.subarray(2)],
    ['gzip', gzipSync(TEXT)],
    ['two gzips, one behind the other', Buffer.concat([gzipSync(`${LINES[0]}\n`), gzipSync(`${LINES[1]}\n`)])],
    ['zstd', zstdCompressSync(TEXT)],
    ['UTF-16 in gzip', gzipSync(utf16)],
  ])('%s', async (_name, bytes) => {
    expect(await texts(bytes)).toEqual(LINES);
  });

  test('half a gzip gives what is in it and says that there is no more', async () => {
    const lines = Array.from({length: 20_000}, (_, i) => `{"n":${i},"r":"${Math.sin(i)}"}`);
    const packed = gzipSync(`${lines.join('\n')}\n`);
    const read = await texts(packed.subarray(0, packed.length / 2));
    expect(read[0]).toBe(lines[0]);
    expect(read.at(-1)).toMatch(/^PROBLEM cannot be unpacked: unexpected end of file/);
  });

  test.each<[string, Uint8Array, string[]]>([
    ['text', Buffer.from('not gzip'), ['PROBLEM follows the end of the gzip data and is not gzip']],
    ['half of another gzip', gzipSync(TEXT).subarray(0, 15), ['PROBLEM cannot be unpacked: unexpected end of file']],
    ['zeros, as on a tape', Buffer.alloc(512), []],
  ])('behind a gzip, %s takes nothing of it away', async (_name, behind, problems) => {
    const members = Array.from({length: 200}, (_, i) => gzipSync(`{"n":${i},"r":"${'ab'.repeat(i * 50)}"}\n`));
    const read = await texts(Buffer.concat([...members, behind]));
    expect(read.slice(0, 200).map(text => JSON.parse(text).n)).toEqual(members.map((_, i) => i));
    expect(read.slice(200)).toEqual(problems);
  });

  test('a gzip whose bytes have changed is not taken for whole', async () => {
    const packed = Buffer.from(gzipSync(TEXT));
    packed.writeUInt8(packed.readUInt8(packed.length - 8) ^ 1, packed.length - 8);
    expect((await texts(packed)).at(-1)).toBe('PROBLEM cannot be unpacked: incorrect data check');
  });

  test('holes of zeros: nothing is lost before and behind the text, something is in the midst of it', async () => {
    const zeros = Buffer.alloc(3 * 1024 * 1024);
    const text = Buffer.from(TEXT);
    expect(await texts(Buffer.concat([zeros, text, zeros]))).toEqual(LINES);
    const torn = Buffer.from('{"kind":"Event","auditID":"x');
    expect(await texts(Buffer.concat([text, torn, zeros, text]))).toEqual([
      ...LINES,
      'PROBLEM is cut off before its end',
      expect.stringMatching(/^PROBLEM is a hole of zeros/),
      ...LINES,
    ]);
    expect(await texts(LINES.join('\0'))).toEqual(LINES);
  });

  test.each<[string, Buffer]>([
    ['with a byte order mark', utf32(`\uFEFF${TEXT}`)],
    ['without one', utf32(TEXT)],
    ['big end first', utf32(`\uFEFF${TEXT}`).swap32()],
    ['big end first, without one', utf32(TEXT).swap32()],
  ])('UTF-32 %s is refused by name', async (_name, bytes) => {
    await expect(texts(bytes)).rejects.toMatchObject({
      message: expect.stringContaining('is in UTF-32'),
      nextSteps: [expect.stringContaining('iconv -f UTF-32')],
      exitCode: 2,
    });
  });

  test('tar is refused by name, packed as well', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'audit.log'), TEXT);
    const tar = execFileSync('tar', ['-C', dir, '-cf', '-', 'audit.log']);
    for (const bytes of [tar, gzipSync(tar)]) {
      await expect(texts(bytes)).rejects.toMatchObject({message: expect.stringContaining('is packed with tar')});
    }
  });

  test.each<[string, number[], RegExp]>([
    ['zip', [0x50, 0x4b, 3, 4, 0, 0], /is packed with zip/],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], /is packed with xz/],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39, 0, 0], /is packed with bzip2/],
    ['a program', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0], /is a binary file/],
  ])('%s is refused by name', async (_name, bytes, message) => {
    await expect(texts(Buffer.from(bytes))).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 2,
    });
  });
});

/** The little end first. */
function utf32(text: string): Buffer {
  const letters = [...text].map(letter => letter.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(4 * letters.length);
  for (const [i, letter] of letters.entries()) bytes.writeUInt32LE(letter, 4 * i);
  return bytes;
}

describe('inputs', () => {
  test('a folder stands for its logs: rotated ones first, also in folders by date, without hidden files', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, '2026', '11'), {recursive: true});
    const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
    put('audit.log', 'now\n');
    put('audit.log.1', 'before\n');
    put('audit.log.2.gz', gzipSync('long before\n'));
    put('audit.log.10', 'first\n');
    put('.hidden', 'no\n');
    put('2026/11/a.log', 'by date\n');
    expect((await read([folder])).map(({text}) => text)).toEqual(['by date', 'first', 'long before', 'before', 'now']);
  });

  test('the time in the names that the API server gives to rotated logs orders them', async () => {
    const folder = tempDir();
    for (const name of ['audit.log', 'audit-2026-11-20T10-00-00.000.log', 'audit-2026-11-20T09-00-00.000.log'])
      writeFileSync(join(folder, name), `${name}\n`);
    expect((await read([folder])).map(({text}) => text)).toEqual([
      'audit-2026-11-20T09-00-00.000.log',
      'audit-2026-11-20T10-00-00.000.log',
      'audit.log',
    ]);
  });

  test('a pipe is a log', async () => {
    const pipe = join(tempDir(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = read([pipe]);
    createWriteStream(pipe).end(gzipSync('{"a":1}\n'));
    expect((await reading).map(({text}) => text)).toEqual(['{"a":1}']);
  });

  test.each<[string, () => string[], RegExp]>([
    ['nothing', () => [], /--log is missing/],
    ['a file that is not there', () => ['/nowhere/audit.log'], /is not a file: it does not exist/],
    ['an empty folder', () => [tempDir()], /is a folder without a log/],
    ['a terminal', () => ['-'], /which is a terminal here/],
    ['a device', () => ['/proc/self/mem'], /cannot be read/],
  ])('%s is refused with exit code 2', async (_name, paths, message) => {
    await expect((async () => read(paths()))()).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 2,
    });
  });
});
