import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** A cluster whose audit log nobody can read, and a user who may do what the printed role says and no more. */
const NAME = 'kubedrill-sources-test';
const USER = 'system:serviceaccount:default:driller';
const {env} = process;
/** A busy machine takes minutes to bring a cluster up. */
const UP_MS = 600_000;
const home = mkdtempSync(join(tmpdir(), 'kubedrill-sources-'));
const theirs = join(home, 'theirs');
let admin = '';
/** A file that lasts as long as the cluster. */
function ownFile(name: string, text: string): string {
  writeFileSync(join(home, name), text);
  return join(home, name);
}
const kubectl = (args: string[], input = '', config = admin) =>
  execFileSync('kubectl', ['--kubeconfig', config, ...args], {encoding: 'utf8', input});

const STACK = ownFile(
  'stack.yaml',
  `title: what only the cluster has
sources:
  - {type: kubernetes-events}
  - {type: container-logs, match: stratum}
  - {type: webhook, listen: {port: 0}}
`,
);
/** An attack whose evidence is what its container prints. */
const PRINTING = ownFile(
  'printing.yaml',
  `title: A container that says what it does
description: It prints the address of a mining pool.
severity: low
tags: {attack: [T1496], owasp-2022: [K04], owasp-2025: [K01], threat-matrix: [TA9029]}
needs: [node]
actor: {serviceAccount: deployer, rules: [{apiGroups: [""], resources: [pods], verbs: [create]}]}
attack:
  - id: run
    create:
      apiVersion: v1
      kind: Pod
      metadata: {name: worker}
      spec:
        terminationGracePeriodSeconds: 0
        containers:
          - name: worker
            image: busybox:stable
            imagePullPolicy: IfNotPresent
            command: [sh, -c, "echo token=hunter2 stratum+tcp://pool.invalid; sleep 300"]
expect:
  - {stage: audited, within: 20s}
  - {stage: alerted, within: 20s, rule: miner-command-line}
prevent: No images from outside.
references: ["https://attack.mitre.org/techniques/T1496/"]
`,
);

beforeAll(async () => {
  const up = await start(['cluster', 'up', '--name', NAME, '--json'], {cwd: home, env}).done;
  expect(up.code, up.stderr).toBe(0);
  admin = join(home, JSON.parse(up.stdout).kubeconfig);
  kubectl(['create', 'serviceaccount', 'driller']);
  const token = kubectl(['create', 'token', 'driller', '--duration=1h']).trim();
  writeFileSync(theirs, readFileSync(admin), {mode: 0o600});
  kubectl(['config', 'set-credentials', 'driller', `--token=${token}`], '', theirs);
  kubectl(['config', 'set-context', 'staging', `--cluster=kind-${NAME}`, '--user=driller'], '', theirs);
  kubectl(['config', 'delete-user', `kind-${NAME}`], '', theirs);
}, UP_MS);

afterAll(async () => {
  expect((await start(['cluster', 'down', '--name', NAME], {cwd: home, env}).done).stdout).toContain('deleted');
  rmSync(home, {recursive: true, force: true});
}, UP_MS);

/** A drill as that user, and the event log it left. */
async function run(...scenarios: string[]): Promise<DrillEvent[]> {
  const cwd = tempDir();
  const there = ['--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging'];
  const flags = ['--stack', STACK, '--sla', '20s', '--grace', '1s', '--json'];
  const {stderr} = await start(['run', ...scenarios, ...there, ...flags], {cwd, env: {...env, KUBECONFIG: theirs}})
    .done;
  const [dir] = readdirSync(join(cwd, 'runs'));
  expect(dir, stderr).toBeDefined();
  return readFileSync(join(cwd, 'runs', dir ?? '', 'events.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as DrillEvent);
}

const signals = (events: DrillEvent[], source: string): EventOf<'signal.seen'>[] =>
  events.filter(e => e.type === 'signal.seen' && e.source === source) as EventOf<'signal.seen'>[];
const audited = (events: DrillEvent[]) =>
  Object.fromEntries(
    events.flatMap(e =>
      e.type === 'expectation.settled' && e.stage === 'audited' ? [[e.scenario, [e.state, e.source]]] : [],
    ),
  );

test('whose sources may not be read: preflight says so, and what it makes of it is inconclusive', async () => {
  const {stdout} = await start(['plan', 'privileged-pod', '--role', USER], {cwd: tempDir(), env}).done;
  kubectl(['apply', '-f', '-'], stdout);
  const events = await run('privileged-pod');
  expect(events.filter(e => e.type === 'preflight.checked' && e.check === 'sources')).toMatchObject([
    {state: 'failed', title: 'source kubernetes-events (audited)', detail: expect.stringContaining('forbidden')},
    {state: 'failed', title: 'source container-logs (audited)', detail: expect.stringContaining('get pods/log')},
    {state: 'ok'},
  ]);
  expect(events.find(e => e.type === 'expectation.settled' && e.stage === 'audited')).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('events is forbidden'),
  });
});

test('tells what became of an attack, and makes no miss of an attack that leaves nothing there', async () => {
  const scenarios = ['privileged-pod', 'secrets-listed', PRINTING];
  const {stdout, stderr} = await start(['plan', ...scenarios, '--stack', STACK, '--role', USER], {cwd: tempDir(), env})
    .done;
  expect(stdout, stderr).toContain('pods/log');
  kubectl(['apply', '-f', '-'], stdout);
  const events = await run(...scenarios);
  expect(events.filter(e => e.type === 'preflight.checked' && e.state === 'failed')).toEqual([]);
  expect(audited(events)['privileged-pod']).toEqual(['seen', 'kubernetes-events']);
  expect(audited(events)).not.toHaveProperty('secrets-listed');
  const reasons = signals(events, 'kubernetes-events').map(s => (s.evidence.document as {reason: string}).reason);
  expect(reasons).toEqual(expect.arrayContaining(['Scheduled', 'Started']));
  expect(signals(events, 'container-logs')).toMatchObject([
    {
      purpose: 'attack',
      evidence: {kind: 'record', document: {pod: 'worker', text: 'token=[redacted] stratum+tcp://pool.invalid'}},
    },
  ]);
});
