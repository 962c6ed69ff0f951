import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {S3} from '../../src/lib/s3/s3.js';
import {kubedrill, kubedrillIn, start} from '../helpers/cli.js';
import {bucketOf, withoutMoto} from '../helpers/moto.js';
import {tempDir, tempFile} from '../helpers/temp.js';
import {nightsBelow} from '../history/nights.js';

const storeIn = (folder: string) => ['--history', `file:${join(folder, 'history.db')}`];

describe('history import', () => {
  test('finds every log below a folder, packed or not, and nothing new the second time', async () => {
    const folder = nightsBelow(tempDir(), [0, 1, 2, 3]);
    const store = storeIn(tempDir());
    expect(await kubedrill('history', 'import', folder, ...store)).toMatchObject({code: 0, stdout: '4 new of 4\n'});
    expect(await kubedrill('history', 'import', folder, ...store)).toMatchObject({code: 0, stdout: '0 new of 4\n'});
  });

  test('tells what is no log, takes in the others, and exits with 2', async () => {
    const folder = nightsBelow(tempDir(), [0, 1]);
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken', 'events.ndjson'), '{"type": "nothing"}\n');
    const {code, stdout, stderr} = await kubedrill('history', 'import', folder, ...storeIn(tempDir()));
    expect({code, stdout}).toEqual({code: 2, stdout: '2 new of 2\n'});
    expect(stderr).toMatch(/left out: .*broken\/events\.ndjson:1:1 is not the start of a kubedrill event log/);
  });

  test.skipIf(withoutMoto('history import'))('takes logs from S3, where they say they are', async () => {
    const {bucket, env} = await bucketOf();
    const s3 = new S3(bucket, env);
    const folder = nightsBelow(tempDir(), [0, 1]);
    for (const name of ['run-0/events.ndjson.gz', 'run-1/events.ndjson'])
      await s3.put(`prod/${name}`, readFileSync(join(folder, name)), 'application/octet-stream');
    await s3.put('prod/run-2/events.ndjson.gz', Buffer.from('no gzip'), 'application/gzip');
    await s3.put('production/run-3/result.json', Buffer.from('{}'), 'application/json');
    const store = storeIn(tempDir());
    const {code, stdout, stderr} = await kubedrillIn(env, 'history', 'import', `s3://${bucket}/prod`, ...store);
    expect({code, stdout}).toEqual({code: 2, stdout: '2 new of 2\n'});
    expect(stderr).toContain(
      `left out: s3://${bucket}/prod/run-2/events.ndjson.gz cannot be read: incorrect header check`,
    );
    const {stdout: listed} = await kubedrill('history', 'list', '--json', ...store);
    expect(JSON.parse(listed)[0].events).toBe(`s3://${bucket}/prod/run-1/events.ndjson`);
  });

  test('by several processes at once loses no run', {timeout: 60_000}, async () => {
    const [cwd, store] = [tempDir(), storeIn(tempDir())];
    const folders = [0, 1, 2].map(part =>
      nightsBelow(
        tempDir(),
        [0, 1, 2, 3].map(index => 4 * part + index),
      ),
    );
    const running = folders.map(folder => start(['history', 'import', folder, ...store], {cwd}).done);
    for (const {code, stderr} of await Promise.all(running))
      expect({code, stderr}).toMatchObject({code: 0, stderr: expect.not.stringContaining('locked')});
    const {stdout} = await kubedrill('history', 'dump', ...store);
    expect(stdout.trimEnd().split('\n')).toHaveLength(12);
  });
});

describe('a history of five nights', () => {
  const fiveNights = async () => {
    const store = storeIn(tempDir());
    await kubedrill('history', 'import', nightsBelow(tempDir(), [0, 1, 2, 3, 4]), ...store);
    return store;
  };

  test('lists them, the newest first, with score, gates and verdicts', async () => {
    const store = await fiveNights();
    const {stdout} = await kubedrill('history', 'list', ...store, '--last', '4');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^UTC +drill +cluster +score +gates +scenarios +run$/);
    expect(lines.slice(1).map(line => line.split(/\s+/).at(-1))).toEqual(['r4', 'r3', 'r2', 'r1']);
    expect(lines[4]).toMatch(/^2026-11-24 12:00 +core +kind +\S+ +FAILED +4 detected, 1 missed, 1 prevented +r1$/);
  });

  test('shows a scenario night after night, with the time of each link and why it was missed', async () => {
    const store = await fiveNights();
    const {stdout} = await kubedrill('history', 'show', 'pod-exec', ...store);
    expect(stdout).toMatch(/^pod-exec in core on kind\nUTC +attempt +verdict +audited +alerted +in all +SLA +why\n/);
    expect(stdout).toMatch(/2026-11-24 12:00 +1 +missed .*exec-into-pod is not loaded/);
    const json = JSON.parse((await kubedrill('history', 'show', 'pod-exec', ...store, '--json')).stdout);
    expect(json).toHaveLength(5);
  });

  test('says which scenario may be meant', async () => {
    const store = await fiveNights();
    const {code, stderr} = await kubedrill('history', 'show', 'pod-exce', ...store);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean pod-exec?');
  });
});

test('what only reads a history makes none', async () => {
  const folder = tempDir();
  const {code, stderr} = await kubedrill('history', 'list', ...storeIn(folder));
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('there is no history in')});
  expect(readdirSync(folder)).toEqual([]);
});

describe('run --history', () => {
  const flags = ['run', 'secrets-listed', '--cluster', 'simulated', '--json'];

  test('keeps the run in the store of the history file, and an import of its folder finds nothing new', async () => {
    const [out, file] = [tempDir(), join(tempDir(), 'sub', 'h.db')];
    const historyFile = tempFile('history.yaml', `store: file:${file}\n`);
    const {code} = await kubedrill(
      ...flags,
      '--history',
      '--history-file',
      historyFile,
      '--out',
      out,
      '--fleet',
      'prod',
    );
    expect(code).toBe(0);
    const {stdout} = await kubedrill('history', 'import', out, '--history-file', historyFile);
    expect(stdout).toBe('0 new of 1\n');
    const [row] = JSON.parse((await kubedrill('history', 'list', '--history-file', historyFile, '--json')).stdout);
    expect(row).toMatchObject({
      fleet: 'prod',
      cluster: 'simulated',
      kind: 'simulated',
      endings: {detected: 1},
      green: true,
    });
    expect(readFileSync(row.events, 'utf8')).toContain('run.context');
  });

  test('is refused before anything is touched where there can be no history', async () => {
    const out = tempDir();
    const notOne = tempFile('other.db', 'text '.repeat(1000));
    const refused = await kubedrill(...flags, '--history', `file:${notOne}`, '--out', out);
    expect(refused).toMatchObject({code: 2, stdout: expect.stringContaining('is not a history')});
    const swallowed = await kubedrill('run', '--history', 'secrets-listed', '--out', out);
    expect(swallowed.stderr).toContain('write scenarios before the flag');
    expect(readdirSync(out)).toEqual([]);
  });
});
