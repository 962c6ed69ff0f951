import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {KubeConfig} from '@kubernetes/client-node';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import {identityOf} from '../../src/cluster/identity.js';
import {isAlive, type KnownProcess, knownProcess} from '../../src/lib/process/processes.js';
import {journalKey} from '../../src/run/journal/key.js';
import {HOME, kubedrillIn} from '../helpers/cli.js';
import {HOSTILE, type Innocent} from '../helpers/hostile-runs.js';
import {tempDir} from '../helpers/temp.js';

/** A cluster of somebody who has nothing to do with any drill; by its name, kubedrill could take it for a kept one. */
const NAME = 'kubedrill-innocent-test';
const home = mkdtempSync(join(tmpdir(), 'kubedrill-innocent-'));
const config = join(home, 'kubeconfig');
const {env} = process;
const kubectl = (...args: string[]) => execFileSync('kubectl', ['--kubeconfig', config, ...args], {encoding: 'utf8'});
const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});

beforeAll(() => {
  const image = env.KUBEDRILL_NODE_IMAGE ? ['--image', env.KUBEDRILL_NODE_IMAGE] : [];
  execFileSync('kind', ['create', 'cluster', '--name', NAME, '--kubeconfig', config, '--wait', '120s', ...image], {
    stdio: 'pipe',
  });
  kubectl('create', 'namespace', 'people');
  kubectl('create', 'configmap', 'settings', '--namespace', 'people', '--from-literal=mode=safe');
});

afterAll(() => {
  bystander.kill('SIGKILL');
  execFileSync('kind', ['delete', 'cluster', '--name', NAME, '--kubeconfig', config], {stdio: 'pipe'});
  rmSync(home, {recursive: true, force: true});
});

const KINDS = 'namespaces,configmaps,secrets,serviceaccounts,pods,roles,rolebindings,clusterroles,clusterrolebindings';
/** Everything with its UID, and what a person has written into it. */
const objects = (): string =>
  kubectl(
    ...['get', KINDS, '--all-namespaces', '--sort-by', '.metadata.uid'],
    ...[
      '-o',
      'jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.uid} {.data}{"\\n"}{end}',
    ],
  );

/** What is there once the controllers of a new cluster have made all that is theirs: three looks alike. */
async function settledObjects(): Promise<string> {
  const looks: string[] = [];
  for (let i = 0; i < 60; i++) {
    looks.push(objects());
    const last = looks.slice(-3);
    if (last.length === 3 && last.every(look => look === last[0])) return last[0] ?? '';
    await sleep(3000);
  }
  throw new Error('the new cluster does not settle');
}

async function innocent(folder: string): Promise<Innocent> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(config);
  const client = new ApiClient(kubeConfig, 'test/1');
  const identity = await identityOf(kubeConfig, client);
  await client.close();
  for (const name of ['ca.key', 'notes.txt']) writeFileSync(join(folder, name), `content of ${name}`);
  const file = join(folder, 'notes.txt');
  const known = knownProcess('node', bystander.pid ?? 0) as KnownProcess;
  const keys = {key: journalKey({HOME}), otherKey: journalKey({HOME: tempDir()})};
  return {context: `kind-${NAME}`, identity, kindCluster: NAME, process: known, folder, file, ...keys};
}

test('every hostile journal, log and run folder leaves a real cluster as it was, and the machine', async () => {
  const folder = tempDir();
  const victim = await innocent(folder);
  const before = await settledObjects();
  const all = Object.values(HOSTILE).flatMap(cases => Object.entries(cases));
  for (const [name, make] of all) {
    const runs = join(tempDir(), 'runs');
    mkdirSync(runs);
    make(runs, victim);
    for (const argv of [['cleanup'], ['report', 'latest'], ['replay', 'latest', '--speed', '0'], ['list']]) {
      const {code, stderr} = await kubedrillIn(
        {...env, HOME, KUBECONFIG: config},
        ...argv,
        ...(argv[0] === 'list' ? [] : ['--out', runs]),
      );
      expect([0, 1, 2, 3, 4], `${name}: ${argv.join(' ')}: ${stderr}`).toContain(code);
    }
  }
  expect(all.length).toBeGreaterThan(40);
  expect(objects()).toBe(before);
  expect(existsSync('/proc') && isAlive(bystander.pid ?? 0)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['ca.key', 'notes.txt']);
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('content of notes.txt');
  expect(
    execFileSync('docker', ['exec', `${NAME}-control-plane`, 'ls', '/etc/kubernetes'], {encoding: 'utf8'}),
  ).toContain('admin.conf');
});
