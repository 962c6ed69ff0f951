import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {kubedrillIn} from '../helpers/cli.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

/** A cluster of a fleet on which a run died, beside entries that lead elsewhere or nowhere. */
async function fleet() {
  const {server, admin, namespace} = await simulated();
  await namespace('kd-123456', {'kubedrill.dev/run': 'abc123'});
  await namespace('shop', {'kubedrill.dev/run': 'abc123'});
  const {uid} = ((await admin('GET', '/api/v1/namespaces/kube-system')).body as {metadata: {uid: string}}).metadata;
  const file = join(tempDir(), 'fleet.yaml');
  const write = (...clusters: string[]) =>
    writeFileSync(file, `fleet: prod\nclusters:\n${clusters.map(one => `  - {${one}}\n`).join('')}`);
  const env = {KUBECONFIG: kubeconfig(server.url, server.adminToken)};
  return {
    ...{uid, write},
    cleanup: (...argv: string[]) => kubedrillIn(env, 'fleet', 'cleanup', file, ...argv),
    isThere: async (name: string) => (await admin('GET', `/api/v1/namespaces/${name}`)).code === 200,
  };
}

test('what dead runs left on the clusters of a fleet is taken back, and nothing else', async () => {
  const {uid, write, cleanup, isThere} = await fleet();
  write(`name: a, context: staging, confirm: ${uid}`, 'name: sim, cluster: simulated');
  expect(await cleanup()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^a: run abc123: 1 object left alone: something of it is younger than 1 d/),
  });
  expect(await isThere('kd-123456')).toBe(true);
  expect(await cleanup('--older-than', '0s')).toMatchObject({
    ...{code: 0, stdout: 'a: run abc123: 1 object deleted\nprod: 1 cluster looked at, 1 dead run found\n'},
  });
  expect([await isThere('kd-123456'), await isThere('shop')]).toEqual([false, true]);
  const {stdout} = await cleanup('--older-than', '0s', '--json');
  expect(JSON.parse(stdout)).toEqual({fleet: 'prod', clusters: [{cluster: 'a', exitCode: 0, runs: [], unseen: []}]});
});

test('a cluster of another UID is not touched, and one that cannot be asked keeps no other from it', async () => {
  const {uid, write, cleanup, isThere} = await fleet();
  write('name: moved, context: staging, confirm: 0b7c-another', 'name: gone, context: production, confirm: 0b7c');
  const {code, stdout, stderr} = await cleanup('--older-than', '0s');
  expect({code, stdout}).toEqual({
    ...{code: 2, stdout: 'prod: 0 clusters looked at, 0 dead runs found, 2 could not be looked at\n'},
  });
  expect(stderr).toContain(`moved: kubedrill: the context staging leads to another cluster`);
  expect(await isThere('kd-123456')).toBe(true);
  write('name: gone, context: production, confirm: 0b7c', `name: a, context: staging, confirm: ${uid}`);
  expect((await cleanup('--older-than', '0s')).stdout).toContain('a: run abc123: 1 object deleted');
});

test('a part of a fleet is looked at by the pod that played it', async () => {
  const {uid, write, cleanup} = await fleet();
  write(...['a', 'b', 'c'].map(name => `name: ${name}, context: staging, confirm: ${uid}`));
  const {stdout} = await cleanup('--shard', '1/3', '--json');
  expect(JSON.parse(stdout).clusters).toHaveLength(1);
});
