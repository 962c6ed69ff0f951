import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../../src/events/events.js';
import {start} from '../../helpers/cli.js';
import {tempDir, tempFile} from '../../helpers/temp.js';
import {AUDIT_SECONDS, Gatekeeper} from './gatekeeper-server.js';

const NAME = 'kubedrill-gatekeeper';
const {env} = process;
const home = mkdtempSync(join(tmpdir(), 'kubedrill-gatekeeper-'));
const UP_MS = 600_000;
let gatekeeper: Gatekeeper;

beforeAll(async () => {
  const up = await start(['cluster', 'up', '--name', NAME, '--json'], {cwd: home, env}).done;
  expect(up.code, up.stderr).toBe(0);
  gatekeeper = new Gatekeeper(NAME, join(home, JSON.parse(up.stdout).kubeconfig));
}, UP_MS);

afterAll(async () => {
  expect((await start(['cluster', 'down', '--name', NAME], {cwd: home, env}).done).stdout).toContain('deleted');
}, UP_MS);

/** A stack file of these sources; Gatekeeper is asked often. */
const stack = (more = '', ...others: string[]) => {
  const own = `{type: gatekeeper, every: 1s, auditInterval: ${AUDIT_SECONDS}s${more}}`;
  return tempFile('stack.yaml', `title: test\nsources:\n${[...others, own].map(s => `  - ${s}\n`).join('')}`);
};

/** A drill on the cluster, and what its event log says. */
async function run(scenarios: string[], file: string) {
  const cwd = tempDir();
  const flags = ['--reuse', NAME, '--stack', file, '--sla', '60s', '--json'];
  const done = await start(['run', ...scenarios, ...flags], {cwd, env}).done;
  const [dir = ''] = readdirSync(join(cwd, 'runs'));
  const events = readFileSync(join(cwd, 'runs', dir, 'events.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as DrillEvent);
  const {scenarios: judged} = JSON.parse(done.stdout) as {scenarios: {id: string; verdict: string}[]};
  const seen = events.filter((e): e is EventOf<'signal.seen'> => e.type === 'signal.seen' && e.source === 'gatekeeper');
  const verdicts = Object.fromEntries(judged.map(s => [s.id, s.verdict]));
  return {...done, verdicts, seen, judged: events.filter(e => e.type === 'scenario.judged')};
}

const doctor = (file: string) => start(['doctor', '--reuse', NAME, '--stack', file], {cwd: home, env}).done;

test(
  'a cluster without Gatekeeper is told so, before a drill',
  async () => {
    const {code, stdout} = await doctor(stack());
    expect(stdout).toContain('✖ source gatekeeper (alerted): this cluster serves no constraints');
    expect(code).toBe(3);
  },
  UP_MS,
);

describe('with a constraint on privileged containers', () => {
  beforeAll(() => gatekeeper.install(), UP_MS);

  test(
    'that denies, the core drill is as without it, and the privileged pod is prevented',
    async () => {
      await gatekeeper.enforce('deny');
      const {verdicts, seen, judged, code} = await run([], stack('', '{type: rules}'));
      expect(verdicts).toEqual({
        'secrets-listed': 'detected',
        'privileged-pod': 'prevented',
        'cluster-admin-bound': 'detected',
        'escalating-role': 'prevented',
        'pod-exec': 'detected',
        'invalid-credential-burst': 'detected',
      });
      expect(code).toBe(0);
      expect(judged.find(e => e.scenario === 'privileged-pod')).toMatchObject({
        explanation: expect.stringContaining(
          'admission webhook "validation.gatekeeper.sh" denied the request: [no-privileged-container] container tuner runs privileged',
        ),
      });
      expect(seen).toMatchObject([
        {
          scenario: 'privileged-pod',
          purpose: 'attack',
          evidence: {ref: 'K8sPrivilegedContainer/no-privileged-container', document: {denied: expect.any(String)}},
        },
      ]);
      const {stdout} = await doctor(stack());
      expect(stdout).toMatch(/✔ source gatekeeper \(alerted\): 1 constraints \(1 deny\), 2 pods of Gatekeeper/);
    },
    UP_MS,
  );

  test(
    'that denies the pods of a Deployment, it alerts on who asked for the Deployment',
    async () => {
      const {verdicts, seen} = await run(['privileged-pod:deployment'], stack());
      expect(verdicts).toEqual({'privileged-pod:deployment': 'detected'});
      expect(seen[0]).toMatchObject({
        purpose: 'attack',
        counted: true,
        evidence: {document: {denied: expect.any(String)}},
      });
    },
    UP_MS,
  );

  test(
    'that only takes note, its audit tells of the pod that is there',
    async () => {
      await gatekeeper.enforce('dryrun');
      const {verdicts, seen} = await run(['privileged-pod'], stack(', evidence: [status]'));
      expect(verdicts).toEqual({'privileged-pod': 'detected'});
      expect(seen).toMatchObject([
        {counted: true, evidence: {rule: {level: 'dryrun'}, document: {told: 'constraint status', found: 'by audit'}}},
      ]);
      const logs = await run(['privileged-pod'], stack(', evidence: [logs]'));
      expect(logs.verdicts).toEqual({'privileged-pod': 'detected'});
      expect(logs.seen).toMatchObject([{counted: true, evidence: {document: {told: 'log', found: 'by audit'}}}]);
    },
    UP_MS,
  );

  test(
    'that warns, nobody but the client was told',
    async () => {
      await gatekeeper.enforce('warn');
      const {verdicts, judged, seen} = await run(['privileged-pod'], stack(', evidence: [events]'));
      expect(seen).toMatchObject([{counted: false, reason: expect.stringContaining('warned only the client')}]);
      expect(verdicts).toEqual({'privileged-pod': 'missed'});
      expect(judged[0]).toMatchObject({
        link: {broken: 'alerted', cause: expect.stringContaining('Gatekeeper warned only the client')},
      });
    },
    UP_MS,
  );
});
