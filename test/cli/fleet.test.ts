import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {S3} from '../../src/lib/s3/s3.js';
import {kubedrillIn} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {bucketOf, withoutMoto} from '../helpers/moto.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const DRILL = `title: Nightly
description: A test
scenarios: [secrets-listed]
sla: {grace: 500ms}
`;

/** A folder with a drill of one scenario and a fleet file. */
function fleetIn(clusters: string, out = join(tempDir(), 'out')): {file: string; out: string} {
  const dir = tempDir();
  writeFileSync(join(dir, 'nightly.yaml'), DRILL);
  mkdirSync(join(dir, 'none'));
  writeFileSync(join(dir, 'none', 'other.yml'), readFileSync('rules/hostile-exec-command.yml'));
  const text = `fleet: prod\ndrill: ./nightly.yaml\ndefaults: {sla: 3s}\nclusters:\n${clusters}\nresults: ${out}/{date}/{cluster}\n`;
  writeFileSync(join(dir, 'fleet.yaml'), text);
  return {file: join(dir, 'fleet.yaml'), out};
}

/** A real API server on loopback, a kubeconfig that leads to it, and the UID of its kube-system. */
async function reachable() {
  const {server, admin, auditLog, events} = await simulated();
  const {body} = await admin('GET', '/api/v1/namespaces/kube-system');
  const {uid} = (body as {metadata: {uid: string}}).metadata;
  const attacks = () => events().filter(({requestURI}) => requestURI?.includes('/secrets'));
  return {env: {KUBECONFIG: kubeconfig(server.url, server.adminToken)}, uid, auditLog, attacks};
}

test('a fleet is played on each cluster that can be, and its report tells them apart', {timeout: 120_000}, async () => {
  const {env, uid, auditLog} = await reachable();
  const {file, out} = fleetIn(
    [
      '  - {name: sim, cluster: simulated, labels: {region: eu}}',
      '  - {name: silent, cluster: simulated, rules: [none]}',
      `  - {name: real, context: staging, confirm: ${uid}, auditLog: ${auditLog}}`,
      `  - {name: moved, context: staging, confirm: 0b7c-another}`,
      '  - {name: gone, context: production, confirm: 0b7c}',
    ].join('\n'),
  );
  const {code, stdout, stderr} = await kubedrillIn(env, 'fleet', 'run', file, '--at-once', '5', '--json');
  const {outcomes} = JSON.parse(stdout) as {outcomes: {cluster: string; exitCode: number}[]};
  expect(Object.fromEntries(outcomes.map(({cluster, exitCode}) => [cluster, exitCode])), stderr).toEqual({
    ...{sim: 0, real: 0, silent: 1, moved: 2, gone: 3},
  });
  expect(code).toBe(1);
  expect(stderr).toContain(
    `moved: kubedrill: the context staging leads to another cluster: the UID of its kube-system is ${uid}`,
  );
  const [date = ''] = readdirSync(out);
  expect(readdirSync(join(out, date)).sort()).toEqual(['gone', 'moved', 'real', 'silent', 'sim']);
  expect(readdirSync(join(out, date, 'moved'))).toEqual(['outcome.json']);

  const report = await kubedrillIn(env, 'fleet', 'report', out, '--file', file);
  expect(report.code, report.stdout + report.stderr).toBe(1);
  expect(report.stdout).toMatch(/^prod: 5 clusters, .*\n2 green, 1 worse, 2 not run\n/);
  expect(report.stdout).toMatch(/^MISSED {3}secrets-listed on 1 of 3 clusters: silent; alerted: /m);
  expect(report.stdout).toMatch(/^NOT RUN {2}moved: exit 2: the context staging leads to another cluster/m);
  expect(report.stdout).toMatch(/^NOT RUN {2}gone: exit 3: /m);
  const json = JSON.parse((await kubedrillIn(env, 'fleet', 'report', out, '--json')).stdout);
  expect(json.clusters[0]).toMatchObject({cluster: 'silent', scenarios: {'secrets-listed': {ending: 'missed'}}});
  expect(json.clusters.find((row: {cluster: string}) => row.cluster === 'sim')).toMatchObject({labels: {region: 'eu'}});

  const store = `file:${join(tempDir(), 'h.db')}`;
  expect((await kubedrillIn(env, 'history', 'import', out, '--history', store)).stdout).toBe('3 new of 3\n');
  const kept = await kubedrillIn(env, 'fleet', 'report', store, '--file', file);
  expect(kept.stdout).toMatch(/\n2 green, 1 worse, 2 not run\n/);
  expect(kept.stdout).toMatch(/^NOT RUN {2}gone, moved: no result of it is there/m);
});

test('a cluster whose UID is another is asked for it, and not touched', async () => {
  const {env, attacks} = await reachable();
  const {file} = fleetIn('  - {name: moved, context: staging, confirm: 0b7c-another}');
  expect(await kubedrillIn(env, 'fleet', 'run', file)).toMatchObject({code: 2, stdout: 'prod: 1 × exit 2\n'});
  expect(attacks()).toEqual([]);
});

test('a pod of an Indexed Job plays its part alone', async () => {
  const {file, out} = fleetIn(
    ['a', 'b', 'c'].map(name => `  - {name: ${name}, context: production, confirm: 0b7c}`).join('\n'),
  );
  const env = {JOB_COMPLETION_INDEX: '1', KUBEDRILL_SHARDS: '3'};
  const {code, stdout} = await kubedrillIn(env, 'fleet', 'run', file);
  expect({code, stdout}).toEqual({code: 3, stdout: 'prod, part 1 of 3: 1 × exit 3\n'});
  expect(readdirSync(join(out, readdirSync(out)[0] ?? ''))).toHaveLength(1);
});

test('results of several fleets, none at all and a fleet file that is wrong are told', async () => {
  const [dir, none] = [tempDir(), tempDir()];
  for (const fleet of ['a', 'b']) {
    const times = {started: '2026-12-01T02:17:00Z', ended: '2026-12-01T02:18:00Z'};
    const outcome = {schemaVersion: 1, fleet, cluster: 'x', labels: {}, ...times, exitCode: 3};
    mkdirSync(join(dir, fleet));
    writeFileSync(join(dir, fleet, 'outcome.json'), JSON.stringify(outcome));
  }
  const of = (...argv: string[]) => kubedrillIn({}, 'fleet', 'report', ...argv);
  expect(await of(dir)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('results of several fleets are there: a, b'),
  });
  expect(await of(dir, '--fleet', 'a', '--stale', '1h')).toMatchObject({
    code: 4,
    stdout: expect.stringContaining('1 not run'),
  });
  expect(await of(none)).toMatchObject({code: 2, stderr: expect.stringContaining('no result of a fleet is there')});
  const {file} = fleetIn('  - {name: A}');
  const {code, stderr} = await kubedrillIn({}, 'fleet', 'run', file);
  expect({code, stderr}).toMatchObject({code: 2, stderr: expect.stringContaining('fleet.yaml:5:6')});
  expect(await kubedrillIn({}, 'lint', '--fleet', file)).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('5:6'),
  });
});

test.skipIf(withoutMoto("a fleet's results"))(
  'results go to S3, and the report finds them there',
  {timeout: 60_000},
  async () => {
    const {bucket, env} = await bucketOf();
    const {file, out} = fleetIn(
      ['  - {name: sim, cluster: simulated}', '  - {name: gone, context: production, confirm: 0b7c}'].join('\n'),
      `s3://${bucket}/prod`,
    );
    const cwd = process.cwd();
    onTestFinished(() => process.chdir(cwd));
    process.chdir(tempDir());
    expect(await kubedrillIn(env, 'fleet', 'run', file)).toMatchObject({
      code: 3,
      stdout: 'prod: 1 × exit 0, 1 × exit 3\n',
    });
    const keys = (await new S3(bucket, env).keys('')).map(key =>
      key
        .replace(/\d[\dT-]*-\w{6}/, 'RUN')
        .split('/')
        .slice(2)
        .join('/'),
    );
    expect(keys).toEqual(['gone/outcome.json', 'sim/RUN/events.ndjson.gz', 'sim/RUN/result.json', 'sim/outcome.json']);
    const report = await kubedrillIn(env, 'fleet', 'report', out, '--file', file);
    expect(report.stdout).toMatch(/^prod: 2 clusters, .*\n1 green, 1 not run\n/);
    const refused = await kubedrillIn({AWS_ENDPOINT_URL: env.AWS_ENDPOINT_URL ?? ''}, 'fleet', 'run', file);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('sim: kubedrill: S3 needs credentials');
  },
);
