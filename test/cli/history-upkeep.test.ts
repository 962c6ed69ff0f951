import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {complaints} from '../helpers/surefire.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {type KeptNights, recordsOf, storeOf} from '../history/kept-nights.js';
import {night, nightsBelow, textOf} from '../history/nights.js';
import {fileStore} from '../history/stores.js';

describe('history quarantine add', () => {
  const FLAGS = ['--owner', '@platform', '--until', '2999-12-20', '--why', 'fluentd 1.17: #412'];
  const add = (file: string, ...argv: string[]) =>
    kubedrill('history', 'quarantine', 'add', ...argv, '--history-file', file);

  test('writes a line and leaves all else as it is, comments as well', async () => {
    const before = `# Ours\nstore: file:h.db # on the volume\nquarantine:\n  # fluentd\n  - {scenario: pod-exec, owner: a, until: 2999-01-01, why: b}\n`;
    const file = tempFile('history.yaml', before);
    expect(await add(file, 'secrets-listed', ...FLAGS)).toMatchObject({code: 0});
    expect(readFileSync(file, 'utf8')).toBe(
      `${before}  - {scenario: secrets-listed, owner: "@platform", until: 2999-12-20, why: "fluentd 1.17: #412"}\n`,
    );
    expect(await kubedrill('lint', '--history-file', file)).toMatchObject({code: 0});
    expect(await add(file, 'secrets-listed', ...FLAGS)).toMatchObject({
      ...{code: 2, stderr: expect.stringContaining('secrets-listed is in quarantine already, until 2999-12-20')},
    });
  });

  test('makes the file where there is none', async () => {
    const file = join(tempDir(), 'history.yaml');
    expect(await add(file, 'secrets-listed', ...FLAGS)).toMatchObject({code: 0});
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# yaml-language-server: .*\n+quarantine:\n {2}- \{scenario: secrets-listed,/,
    );
  });

  test.each([
    ['without an owner', ['secrets-listed', '--until', '2999-12-20', '--why', 'x'], 'needs --owner'],
    ['without a reason', ['secrets-listed', '--owner', 'a', '--until', '2999-12-20', '--why', ' '], 'needs --why'],
    ['until a day that is over', ['secrets-listed', '--owner', 'a', '--until', '2026-01-31', '--why', 'x'], 'is over'],
    ['until no day', ['secrets-listed', '--owner', 'a', '--until', '2999-02-31', '--why', 'x'], 'must be a day'],
    ['of no scenario', ['secrets-lsted', ...FLAGS], 'did you mean secrets-listed?'],
  ])('%s is refused, and nothing is written', async (_, argv, message) => {
    const file = join(tempDir(), 'history.yaml');
    expect(await add(file, ...argv)).toMatchObject({code: 2, stderr: expect.stringContaining(message)});
    expect(existsSync(file)).toBe(false);
  });

  test('leaves a file alone in which something is wrong', async () => {
    const file = tempFile('history.yaml', 'stroe: file:h.db\n');
    expect(await add(file, 'secrets-listed', ...FLAGS)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(':1:1'),
    });
    expect(readFileSync(file, 'utf8')).toBe('stroe: file:h.db\n');
  });
});

describe('history prune', () => {
  test('removes event logs of old runs, and no other file; what came of the runs stays', async () => {
    const [folder, store] = [nightsBelow(tempDir(), [-2001, -2000, 0]), fileStore()];
    await kubedrill('history', 'import', folder, '--history', store);
    const [packed, moved] = [join(folder, 'run--2001', 'events.ndjson.gz'), join(folder, 'run--2000', 'events.ndjson')];
    writeFileSync(moved, textOf(night(7)));
    const prune = (...argv: string[]) => kubedrill('history', 'prune', '--history', store, ...argv);
    expect(await prune('--keep-events', '99999d')).toMatchObject({code: 0, stdout: '0 event logs removed\n'});
    expect(await prune()).toMatchObject({code: 2, stderr: expect.stringContaining('needs --keep-events')});
    expect(await prune('--keep-events', 'soon')).toMatchObject({code: 2});
    const dump = (await kubedrill('history', 'dump', '--history', store)).stdout;
    const dry = await prune('--keep-events', '1000d', '--dry-run');
    expect(existsSync(packed)).toBe(true);
    const done = await prune('--keep-events', '1000d');
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('left alone: ');
    expect(done.stderr).toContain('is the log of another run');
    expect(dry.stdout).toBe(done.stdout.replace(' removed', ' would be removed'));
    expect([existsSync(packed), existsSync(moved)]).toEqual([false, true]);
    expect(existsSync(join(folder, 'run-0', 'events.ndjson.gz'))).toBe(true);
    expect((await kubedrill('history', 'dump', '--history', store)).stdout).toBe(dump);
    expect((await prune('--keep-events', '1000d')).stdout).toBe('0 event logs removed\n');
  });
});

describe('compare', () => {
  const MISSED = Array(3).fill({verdict: 'missed'});
  const FEW = ['node-shell', 'pod-exec', 'secrets-listed'];
  const lost: KeptNights = {
    ...{count: 22, names: FEW},
    attempts: (name, index) => (name !== 'pod-exec' && index === 22 ? MISSED : undefined),
  };
  const compared = async (nights: KeptNights, ...argv: string[]) =>
    kubedrill('compare', ...argv, '--history', await storeOf(recordsOf(nights)));

  test('asks the gates of history.yaml how much is too much', async () => {
    const gates = (text: string) => ['--history-file', tempFile('history.yaml', `gates:\n  - {name: g, ${text}}\n`)];
    expect(await compared(lost)).toMatchObject({code: 1});
    expect(await compared(lost, ...gates('maxLost: 1'))).toMatchObject({code: 1});
    expect(await compared(lost, ...gates('maxLost: 2'))).toMatchObject({code: 0});
    expect(await compared(lost, ...gates('maxSlower: 0'))).toMatchObject({code: 0});
    const slow: KeptNights = {count: 64, names: FEW, slow: (link, n) => (link === 'alerted' && n >= 57 ? 1.5 : 1)};
    expect(await compared(slow, ...gates('maxSlower: 0'))).toMatchObject({code: 1});
    expect(await compared(slow, ...gates('maxSlower: 1'))).toMatchObject({code: 0});
    const nothing = tempFile('history.yaml', 'gates:\n  - {name: g}\n');
    expect(await compared(lost, '--history-file', nothing)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('asks for nothing'),
    });
  });

  test('is JUnit for CI servers: a case a scenario and a link, a failure for what counts', async () => {
    const {code, stdout} = await compared(lost, '--format', 'junit');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /<testsuite name="run run-22 [^"]*" tests="6" failures="2" errors="0" skipped="0" time="0">/,
    );
    expect(stdout).toMatch(
      /name="secrets-listed" time="0"><failure type="worse" message="[^"]*secrets-listed lost since 2026-01-22/,
    );
    expect(stdout).toContain('<testcase classname="core" name="pod-exec" time="0"/>');
    expect(await complaints(stdout)).toEqual([]);
    expect(await complaints(stdout.replace(' type="worse"', ''))).not.toEqual([]);
    const first = await compared({count: 1, names: FEW}, '--format', 'junit');
    expect(first).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('name="baseline" time="0"><error type="unknown" message="there is no baseline'),
    });
    expect(await complaints(first.stdout)).toEqual([]);
  });

  test('puts detections beside a log that the history does not have', async () => {
    const [store, other] = [fileStore(), tempDir()];
    await kubedrill('history', 'import', nightsBelow(tempDir(), [1]), '--history', store);
    const earlier = nightsBelow(other, [0]);
    const compare = (path: string) => kubedrill('compare', '--history', store, '--baseline', path);
    const {code, stdout} = await compare(join(earlier, 'run-0', 'events.ndjson.gz'));
    expect({code, stdout}).toMatchObject({code: 1, stdout: expect.stringMatching(/^detections beside run r0 of /m)});
    expect(stdout).toContain('pod-exec lost since');
    const later = nightsBelow(tempDir(), [2]);
    expect(await compare(join(later, 'run-2'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is not earlier'),
    });
  });
});
