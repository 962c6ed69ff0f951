import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {S3} from '../../src/lib/s3/s3.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {bucketOf, withoutMoto} from '../helpers/moto.js';
import {tempDir} from '../helpers/temp.js';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

/** Results of one cluster, so many days ago, by their path: an outcome, and the run where it was played. */
function night(cluster: string, days: number, {played = true, fleet = 'prod'} = {}): Record<string, string> {
  const at = ago(days).toISOString();
  const dir = `${fleet}/${at.slice(0, 10)}/${cluster}`;
  const run = `${dir}/${at.slice(0, 19).replaceAll(':', '-')}-abc123`;
  const outcome = {schemaVersion: 1, fleet, cluster, labels: {}, started: at, ended: at, exitCode: played ? 0 : 3};
  return {
    [`${dir}/outcome.json`]: JSON.stringify(outcome),
    ...(played && {[`${run}/events.ndjson`]: '{}\n', [`${run}/report.html`]: '<p>'}),
  };
}

function folderOf(files: Record<string, string>): string {
  const root = tempDir();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  return root;
}
const filesIn = (root: string) =>
  readdirSync(root, {recursive: true, encoding: 'utf8'})
    .filter(name => /\.\w+$/.test(name))
    .sort();
const pathsOf = (...nights: Record<string, string>[]) => nights.flatMap(files => Object.keys(files)).sort();

test('results older than the time go, with the folders that are empty then; younger ones stay', async () => {
  const [old, new1, other] = [night('eu-1', 100), night('eu-1', 10), night('us-7', 10)];
  const root = folderOf({...old, ...new1, ...other});
  expect(await kubedrill('fleet', 'prune', root, '--keep', '90d', '--dry-run')).toMatchObject({
    ...{code: 0, stdout: '1 run and 1 outcome would be removed\n'},
  });
  expect(filesIn(root)).toEqual(pathsOf(old, new1, other));
  expect(await kubedrill('fleet', 'prune', root, '--keep', '90d')).toMatchObject({
    ...{code: 0, stdout: '1 run and 1 outcome removed\n'},
  });
  expect(filesIn(root)).toEqual(pathsOf(new1, other));
  expect(readdirSync(join(root, 'prod'))).toEqual([ago(10).toISOString().slice(0, 10)]);
  expect((await kubedrill('fleet', 'prune', root, '--keep', '90d')).stdout).toBe('0 runs and 0 outcomes removed\n');
});

test('the newest run and the newest outcome of a cluster stay, however old: it is stale, and not forgotten', async () => {
  const [oldest, played, away] = [night('eu-1', 300), night('eu-1', 200), night('eu-1', 150, {played: false})];
  const root = folderOf({...oldest, ...played, ...away});
  await kubedrill('fleet', 'prune', root, '--keep', '90d');
  expect(filesIn(root)).toEqual(pathsOf(played, away));
});

test('what is not known for results is left alone: other files, other folders, runs without an outcome', async () => {
  const [old, now] = [night('eu-1', 100), night('eu-1', 1)];
  const dir = dirname(Object.keys(old)[0] ?? '');
  const foreign = {
    [`${dir}/notes.txt`]: 'mine',
    [`${dir}/2020-01-01T02-17-00-abcdef/notes.txt`]: 'called as a run is, without a log',
    [`${dir}/backup/events.ndjson`]: 'not called as a run is',
    'runs/2020-01-01T02-17-00-abcdef/events.ndjson': 'of no fleet',
    'x/outcome.json': '{"mine": true}',
  };
  const root = folderOf({...old, ...now, ...foreign});
  await kubedrill('fleet', 'prune', root, '--keep', '90d');
  expect(filesIn(root)).toEqual(pathsOf(now, foreign));
});

test('a run that has not cleaned up yet stays, with its outcome, and is told', async () => {
  const [old, now] = [night('eu-1', 100), night('eu-1', 1)];
  const run = dirname(Object.keys(old)[1] ?? '');
  const opened = {type: 'opened', run: 'abc123', pid: 1, at: ago(100).toISOString()};
  const root = folderOf({...old, ...now, [`${run}/journal.ndjson`]: `${JSON.stringify(opened)}\n`});
  const {code, stdout, stderr} = await kubedrill('fleet', 'prune', root, '--keep', '90d');
  expect({code, stdout}).toEqual({code: 0, stdout: '0 runs and 0 outcomes removed\n'});
  expect(stderr).toContain(`left alone: ${join(root, run)} has not cleaned up yet`);
  expect(existsSync(join(root, run, 'events.ndjson'))).toBe(true);
  const closed = {type: 'closed', at: opened.at};
  writeFileSync(join(root, run, 'journal.ndjson'), `${JSON.stringify(opened)}\n${JSON.stringify(closed)}\n`);
  expect((await kubedrill('fleet', 'prune', root, '--keep', '90d')).stdout).toBe('1 run and 1 outcome removed\n');
  expect(filesIn(root)).toEqual(pathsOf(now));
});

test('a place and a time have to be said', async () => {
  const wrong = async (...argv: string[]) => {
    const {code, stderr} = await kubedrill('fleet', 'prune', ...argv);
    return {code, stderr};
  };
  expect(await wrong()).toEqual({code: 2, stderr: expect.stringContaining('needs a place')});
  expect(await wrong(tempDir())).toEqual({code: 2, stderr: expect.stringContaining('needs --keep')});
  for (const keep of ['0d', '90', '90h', '-1d'])
    expect(await wrong(tempDir(), `--keep=${keep}`)).toMatchObject({code: 2});
  expect(await wrong(join(tempDir(), 'none'), '--keep', '9d')).toMatchObject({code: 2});
});

test.skipIf(withoutMoto('old results of a fleet'))('the same in S3', async () => {
  const {bucket, env} = await bucketOf();
  const s3 = new S3(bucket, env);
  const [old, now] = [night('eu-1', 100), night('eu-1', 1)];
  const production = night('eu-1', 100, {fleet: 'production'});
  const all = {...old, ...now, ...production};
  for (const [key, text] of Object.entries(all)) await s3.put(key, Buffer.from(text), 'text/plain');
  const {code, stdout} = await kubedrillIn(env, 'fleet', 'prune', `s3://${bucket}/prod`, '--keep', '90d');
  expect({code, stdout}).toEqual({code: 0, stdout: '1 run and 1 outcome removed\n'});
  expect((await s3.keys('')).sort()).toEqual(pathsOf(now, production));
});
