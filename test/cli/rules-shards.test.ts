import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const read = (time: string, auditID: string, username = 'alice') =>
  JSON.stringify(
    auditEvent({
      ...{auditID, verb: 'get', user: {username}, objectRef: {resource: 'secrets', name: 'db'}},
      ...{requestReceivedTimestamp: time, stageTimestamp: time},
    }),
  );
const at = (clock: string, auditID: string, username?: string) =>
  read(`2026-11-23T${clock}.000000Z`, auditID, username);
const READS = ruleText('  s: {objectRef.resource: secrets}\n  condition: s', 'name: secret-read\n');
const MANY =
  'title: Many\nname: many\ncorrelation: {type: event_count, rules: secret-read, timespan: 1m, condition: {gte: 2}, generate: true}\n';
const rules = () => tempFile('secret-read.yml', `${READS}---\n${MANY}`);
const logOf = (...lines: string[]) => tempFile('audit.log', `${lines.join('\n')}\n`);
const play = (...argv: string[]) => kubedrill('rules', 'test', ...argv);

/** Two days, with a pair of requests around midnight. */
const DAYS = [at('23:59:40', 'a'), at('23:59:50', 'b'), read('2026-11-24T00:00:10.000000Z', 'c', 'bob'), 'torn'];

describe('a window', () => {
  test('has what begins with --from and ends before --until, and correlations look back over its border', async () => {
    const argv = ['--log', logOf(...DAYS), '--rules', rules(), '--json'];
    const {stdout} = await play(...argv, '--from', '2026-11-24');
    expect(JSON.parse(stdout)).toMatchObject({
      events: 1,
      unreadable: 1,
      matches: [
        {rule: 'secret-read', auditID: 'c'},
        {rule: 'many', auditID: 'c'},
      ],
    });
    const before = JSON.parse((await play(...argv, '--until', '2026-11-24T01:00:10+01:00')).stdout);
    expect(before).toMatchObject({events: 2, unreadable: 0, alarms: 3});
    const without = await play(...argv, '--from', '2026-11-24', '--lead-in', '0s');
    expect(JSON.parse(without.stdout).matches).toEqual([expect.objectContaining({rule: 'secret-read'})]);
    expect(without.stderr).toContain('--lead-in 0s is shorter than what these rules look back: 2 m 00 s');
  });

  test('what cannot be read is where the event before it is, else where the one behind it is, and never nowhere', async () => {
    const log = logOf('torn', at('12:00:00', 'a'), 'torn', read('2026-11-24T12:00:00.000000Z', 'b'), 'torn', 'torn');
    const unreadable = async (...argv: string[]) =>
      JSON.parse((await play('--log', log, '--rules', rules(), '--json', ...argv)).stdout).unreadable;
    expect(await unreadable('--until', '2026-11-24')).toBe(2);
    expect(await unreadable('--from', '2026-11-24')).toBe(2);
    expect(await unreadable('--from', '2026-11-25')).toBe(0);
    const nothing = await play('--log', logOf('torn'), '--rules', rules(), '--json', '--from', '2026-11-25');
    expect(JSON.parse(nothing.stdout)).toMatchObject({events: 0, unreadable: 1});
    expect(nothing.code).toBe(4);
  });

  test('a line that is still being written is left out where it is', async () => {
    const log = tempFile('audit.log', `${at('12:00:00', 'a')}\n${at('12:00:01', 'b').slice(0, 90)}`);
    const text = async (...argv: string[]) => (await play('--log', log, '--rules', rules(), ...argv)).stdout;
    expect(await text('--from', '2026-11-23')).toContain('audit.log:2: the last line is not finished yet');
    expect(await text('--from', '2026-11-24')).not.toContain('not finished');
  });
});

describe('summaries', () => {
  const shard = async (index: number, count: number, log: string, ...argv: string[]) => {
    const file = join(tempDir(), `${index}.json`);
    const window = ['--from', '2026-11-23', '--until', '2026-11-25', '--shard', `${index}/${count}`];
    const done = await play('--log', log, '--rules', rules(), ...window, '--summary', file, ...argv);
    return {file, ...done};
  };
  const merge = (...argv: string[]) => kubedrill('rules', 'merge', ...argv);

  test('of the shards of a log say together what one reading says', async () => {
    const log = logOf(...DAYS);
    const labels = tempFile('labels.json', JSON.stringify({night: ['b', 'c'], other: ['x']}));
    const shards = [];
    for (const index of [0, 1, 2]) shards.push(await shard(index, 3, log, '--labels', labels));
    const files = shards.map(({file}) => file);
    const merged = await merge(...files, '--json');
    const {
      matches: _,
      rules: __,
      ...whole
    } = JSON.parse((await play('--log', log, '--rules', rules(), '--labels', labels, '--json')).stdout);
    expect(JSON.parse(merged.stdout)).toMatchObject({
      ...whole,
      ...{shards: 3, gaps: [], rules: {loaded: 2, skipped: 0}},
      byRule: [
        {rule: 'secret-read', matches: 3, alarms: 3, actors: 2, days: 2},
        {rule: 'many', matches: 2, alarms: 2, actors: 2, days: 2},
      ],
    });
    expect(merged.code).toBe(4); // a request of `other` may be the line that is torn
    const text = await merge(...files);
    expect(text.stdout).toMatch(/^3 shards\n\nrule +matches +alarms +actors +days\nsecret-read +3 +3 +2 +2\n/);
    expect(text.stdout).toContain('3 events, 1 record that could not be read: 5 alarms\nrecall 100.0 %');
  });

  test('are merged in steps, in any order, and twice, to the same file', async () => {
    const log = logOf(...DAYS);
    const [a, b, c] = await Promise.all([0, 1, 2].map(index => shard(index, 3, log)));
    const out = join(tempDir(), 'out.json');
    const text = async (...files: (string | undefined)[]) => {
      await merge(...files.map(String), '--summary', out);
      return readFileSync(out, 'utf8');
    };
    const whole = await text(a?.file, b?.file, c?.file);
    const step = tempFile('step.json', await text(c?.file, a?.file));
    expect(await text(step, b?.file, a?.file)).toBe(whole);
    expect((await merge(step, String(b?.file), '--summary', '-')).stdout).toBe(whole);
    const folder = tempDir();
    for (const [index, part] of [a, b, c].entries()) copyFileSync(String(part?.file), join(folder, `${index}.json`));
    expect(await text(folder)).toBe(whole);
    expect((await merge(tempDir())).stderr).toContain('there is no summary to merge');
  });

  test('of a part without an event are no failure, and of a log without one they are when they are merged', async () => {
    const quiet = await shard(0, 3, logOf(...DAYS.slice(2, 3)));
    expect([quiet.code, quiet.stderr]).toEqual([0, expect.not.stringContaining('the log is empty')]);
    expect((await merge(quiet.file)).code).toBe(4);
    expect((await shard(0, 3, logOf('torn'))).code).toBe(4);
  });

  test('with one that is missing are never good: the gap is named, and the exit code is 4', async () => {
    const log = logOf(...DAYS);
    const [a, c] = await Promise.all([0, 2].map(index => shard(index, 3, log)));
    const {code, stdout} = await merge(String(a?.file), String(c?.file));
    expect(stdout).toContain(`NOT READ: ${log}, 2026-11-23T16:00:00.000Z to 2026-11-24T08:00:00.000Z`);
    expect(code).toBe(4);
  });

  test('a false alarm too many is exit code 1, as in one reading', async () => {
    const labels = tempFile('labels.json', '{}');
    const log = logOf(...DAYS.slice(0, 3));
    const {file} = await shard(0, 1, log, '--labels', labels);
    expect((await merge(file, '--max-false-alarms', '4')).code).toBe(1);
    expect((await merge(file, '--max-false-alarms', '5')).code).toBe(0);
  });

  test('on stdout stand in place of matches', async () => {
    const {stdout} = await play('--log', logOf(...DAYS), '--rules', rules(), '--summary', '-', '--name', 'eu-1');
    expect(JSON.parse(stdout)).toMatchObject({rulesSummary: 1, shards: [{name: 'eu-1', from: null, until: null}]});
  });
});

test('a pattern stands for the logs that are like it, packed or not, and rotated ones come first', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'eu', '.hidden'), {recursive: true});
  writeFileSync(join(dir, 'eu', 'audit-2026-11-23T13-00-00.000.log.zst'), zstdCompressSync(`${at('12:00:00', 'a')}\n`));
  writeFileSync(join(dir, 'eu', 'audit.log'), `${at('14:00:00', 'b')}\n`);
  writeFileSync(join(dir, 'eu', '.hidden', 'audit.log'), `${at('15:00:00', 'c')}\n`);
  const {stdout} = await play('--log', join(dir, '**', 'audit*.log*'), '--rules', rules(), '--json');
  expect(JSON.parse(stdout).matches.map((match: {auditID: string}) => match.auditID)).toEqual(['a', 'b']);
  expect(await play('--log', join(dir, '*.log'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no file is like .*\*\.log/),
  });
});

test('a window of standard input', () => {
  const command = `cat ${logOf(...DAYS)} | ${process.execPath} src/bin.js rules test --log - --json --from 2026-11-24 --rules ${rules()}`;
  expect(JSON.parse(execFileSync('sh', ['-c', command], {encoding: 'utf8'}))).toMatchObject({events: 1, alarms: 2});
});

describe('what is refused, with exit code 2', () => {
  const log = () => ['--log', logOf(at('12:00:00', 'a'))];
  const window = ['--from', '2026-11-23', '--until', '2026-11-24'];
  test.each<[string, () => string[], RegExp]>([
    ['a time without a zone', () => [...log(), '--from', '2026-11-23T12:00:00'], /2026-11-23T12:00:00 is not a time/],
    ['a day that there is not', () => [...log(), '--until', '2026-02-30'], /--until 2026-02-30 is not a time/],
    [
      'a window that ends before it begins',
      () => [...log(), ...window, '--until', '2026-11-23'],
      /is not before --until/,
    ],
    ['a lead-in of nothing', () => [...log(), '--lead-in', '1m'], /--lead-in needs --from and --until/],
    [
      'a lead-in that is no duration',
      () => [...log(), ...window, '--lead-in', 'long'],
      /--lead-in long is not a duration/,
    ],
    [
      'a shard of an open window',
      () => [...log(), '--from', '2026-11-23', '--shard', '0/2'],
      /--shard needs --from and/,
    ],
    [
      'a shard behind the last',
      () => [...log(), ...window, '--shard', '2/2'],
      /--shard 2\/2 is not one part of several/,
    ],
    ['a name that stands nowhere', () => [...log(), '--name', 'eu-1'], /--name needs --summary/],
    ['two documents on stdout', () => [...log(), '--summary', '-', '--json'], /would both write to stdout/],
    ['a file beside --log', () => [...log(), '--rules', rules(), '--', 'more.log'], /rules test takes no more\.log/],
    ['a flag of another action', () => [...log(), '--base', 'main'], /--base is not a flag of rules test/],
  ])('%s', async (_, argv, message) => {
    const {code, stderr} = await play(...argv());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each<[string, () => string[], RegExp]>([
    ['nothing to merge', () => [], /there is no summary to merge/],
    ['a file that is not there', () => ['/nowhere.json'], /\/nowhere\.json is not a summary of rules/],
    ['a file that is not JSON', () => [tempFile('a.json', '{')], /a\.json is not a summary of rules: .*JSON/],
    ['another document', () => [tempFile('a.json', '{"rulesSummary": 2}')], /a\.json: rulesSummary: /],
    ['a log', () => ['--log', 'x', tempFile('a.json', '{}')], /--log is not a flag of rules merge/],
  ])('%s', async (_, argv, message) => {
    const {code, stderr} = await kubedrill('rules', 'merge', ...argv());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
