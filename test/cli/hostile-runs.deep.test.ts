import {type ChildProcess, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {homeEntries} from '../../src/cli/home.js';
import {isAlive, type KnownProcess, knownProcess} from '../../src/lib/process/processes.js';
import {journalKey} from '../../src/run/journal/key.js';
import {HOME, kubedrillIn} from '../helpers/cli.js';
import {HOSTILE, type Innocent} from '../helpers/hostile-runs.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const COLLECTIONS = [
  '/api/v1/namespaces',
  '/api/v1/configmaps',
  '/api/v1/secrets',
  '/api/v1/serviceaccounts',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
];

/** A stand-in for kind and its engine on a machine with clusters of the user's; it writes down what it is told. */
function tools(config: string): {path: string; calls: () => string[]} {
  const dir = tempDir();
  const log = join(dir, 'calls');
  const script = `#!/bin/sh
echo "$(basename "$0") $*" >> ${log}
case "$(basename "$0") $1 $2" in
  "kind get clusters") printf 'kubedrill\\nkubedrill-ffffff\\nproduction\\n' ;;
  "kind get nodes") echo kubedrill-control-plane ;;
  "kind get kubeconfig") cat ${config} ;;
  *" version "*) echo 30.0 ;;
esac
`;
  for (const name of ['kind', 'docker']) writeFileSync(join(dir, name), script, {mode: 0o755});
  return {
    path: `${dir}:/usr/bin:/bin`,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
  };
}

/** What a look at kind and its engine is; all else changes something. */
const LOOKS = /^(kind (version|get (clusters|nodes|kubeconfig))|docker version)\b/;

function innocentProcess(): {child: ChildProcess; process: KnownProcess} {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
  onTestFinished(() => void child.kill('SIGKILL'));
  const known = knownProcess('node', child.pid ?? 0);
  if (!known) throw new Error('no process');
  return {child, process: known};
}

/** A machine with everything on it that could be hit, and a look at all of that. */
async function machine() {
  const {server, admin, namespace, events} = await simulated();
  await namespace('people');
  await admin('POST', '/api/v1/namespaces/people/configmaps', {metadata: {name: 'settings'}, data: {mode: 'safe'}});
  const system = (await admin('GET', '/api/v1/namespaces/kube-system')).body as {metadata: {uid: string}};
  const folder = tempDir();
  mkdirSync(join(folder, 'pki'));
  for (const name of ['pki/ca.key', 'notes.txt', 'events.ndjson'])
    writeFileSync(join(folder, name), `content of ${name}`);
  const config = kubeconfig(server.url, server.adminToken);
  const {path, calls} = tools(config);
  const {process: victim} = innocentProcess();
  const innocent: Innocent = {
    context: 'staging',
    identity: {server: server.url, uid: system.metadata.uid},
    kindCluster: 'kubedrill',
    process: victim,
    folder,
    file: join(folder, 'notes.txt'),
    key: journalKey({HOME}),
    otherKey: journalKey({HOME: tempDir()}),
  };
  const snapshot = async () => ({
    objects: await Promise.all(COLLECTIONS.map(async p => JSON.stringify((await admin('GET', p)).body))),
    files: readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter(entry => entry.isFile())
      .map(({parentPath, name}) => {
        const file = join(parentPath, name);
        return `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
      })
      .sort(),
    runs: isAlive(victim.pid),
  });
  const sent = () => events().filter(e => e.userAgent?.startsWith('kubedrill/'));
  return {innocent, snapshot, sent, calls, env: {HOME, PATH: path, KUBECONFIG: config}};
}

/** The exit codes of docs/exit-codes.md, but for a bug. */
const DOCUMENTED = [0, 1, 2, 3, 4, 130, 143];
// biome-ignore lint/suspicious/noControlCharactersInRegex: the test asserts that no output contains control characters
const MOVES_THE_CURSOR = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

type Machine = Awaited<ReturnType<typeof machine>>;

/** Runs commands on a folder of runs, and looks at everything that they could have hit. */
async function untouched({snapshot, sent, calls, env}: Machine, commands: string[][], name: string) {
  const before = await snapshot();
  for (const argv of commands) {
    const {code, stdout, stderr} = await kubedrillIn(env, ...argv);
    expect(DOCUMENTED, `${name}: ${argv.join(' ')}: ${code} ${stderr}`).toContain(code);
    expect(stdout, name).not.toMatch(MOVES_THE_CURSOR);
    expect(stderr, name).not.toMatch(MOVES_THE_CURSOR);
  }
  expect(await snapshot(), name).toEqual(before);
  const changing = sent().filter(e => !['get', 'list'].includes(e.verb));
  expect(changing, name).toEqual([]);
  expect(
    calls().filter(call => !LOOKS.test(call)),
    name,
  ).toEqual([]);
}

test('there are more than forty of them', () => {
  expect(Object.values(HOSTILE).flatMap(cases => Object.keys(cases)).length).toBeGreaterThan(40);
});

describe('an innocent cluster, its machine and its user come to no harm by', () => {
  test.each(Object.entries(HOSTILE))('%s', {timeout: 300_000}, async (_, cases) => {
    const victim = await machine();
    for (const [name, make] of Object.entries(cases)) {
      const runs = join(tempDir(), 'runs');
      make(runs, victim.innocent);
      const reads = existsSync(join(runs, '2026-01-01T00-00-00-abc123', 'events.ndjson'))
        ? [
            ['report', 'latest', '--out', runs],
            ['replay', 'latest', '--speed', '0', '--out', runs],
          ]
        : [['report', 'latest', '--out', runs]];
      await untouched(victim, [['cleanup', '--out', runs], ...reads], name);
    }
  });

  test('all of them side by side, which stop each other in nothing', {timeout: 300_000}, async () => {
    const victim = await machine();
    const runs = join(tempDir(), 'runs');
    mkdirSync(runs);
    for (const [index, make] of Object.values(HOSTILE).flatMap(Object.values).entries()) {
      const own = join(tempDir(), 'runs');
      make(own, victim.innocent);
      for (const name of readdirSync(own)) renameSync(join(own, name), join(runs, `${index}-${name}`));
    }
    const commands = [
      ['cleanup', '--out', runs],
      ['cleanup', '--out', runs, '--json'],
      ['cleanup', 'abc123', '--out', runs],
      ['report', 'latest', '--out', runs],
      ['replay', 'latest', '--speed', '0', '--out', runs],
      ['list'],
      ['cluster', 'status', '--out', runs],
      ['doctor', '--cluster', 'simulated', '--out', runs],
    ];
    await untouched(victim, commands, 'side by side');
    expect(() => homeEntries(runs)).not.toThrow();
  });
});
