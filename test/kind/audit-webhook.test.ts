import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Result {
  scenarios: {id: string; verdict: string; stages: {stage: string; state: string; source?: string}[]}[];
  gates: {held: boolean}[];
  preflight: {check: string; state: string; detail: string}[];
  cleanup: {left: string[]; cluster: string};
}

test('the API server of a cluster of its own posts its audit events here', async () => {
  const cwd = tempDir();
  const stack = join(cwd, 'stack.yaml');
  writeFileSync(stack, 'title: the API server itself\nsources:\n  - type: audit-webhook\n  - type: rules\n');
  const ids = ['secrets-listed', 'privileged-pod', 'pod-exec', 'invalid-credential-burst'];
  const args = ['run', ...ids, '--cluster', 'kind', '--stack', stack, '--out', join(cwd, 'run')];
  const {code, stderr, stdout} = await start([...args, '--json'], {cwd, env: process.env}).done;
  const {scenarios, cleanup, gates, preflight} = JSON.parse(stdout) as Result;
  expect(Object.fromEntries(scenarios.map(s => [s.id, s.verdict])), stderr).toEqual(
    Object.fromEntries(ids.map(id => [id, 'detected'])),
  );
  // The log of the node is followed as well, and is sooner: what the webhook alone brings is seen by the canary.
  const canaries = preflight.filter(check => check.check === 'canary' && check.detail.includes('audit-webhook'));
  expect(
    canaries.map(check => check.state),
    JSON.stringify(preflight),
  ).toEqual(['ok']);
  expect({left: cleanup.left, cluster: cleanup.cluster}).toEqual({left: [], cluster: 'deleted'});
  expect(gates.every(gate => gate.held)).toBe(true);
  expect(code).toBe(0);
});
