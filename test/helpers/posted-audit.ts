import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {start} from './cli.js';
import {tempDir} from './temp.js';

interface Result {
  scenarios: {id: string; verdict: string}[];
  gates: {held: boolean}[];
  preflight: {check: string; state: string; detail: string}[];
  cleanup: {left: string[]; cluster: string};
}

/** Runs scenarios on a cluster of their own whose API server posts its audit events to the run: all are detected. */
export async function expectPosted(cluster: 'kind' | 'envtest', ids: readonly string[]): Promise<void> {
  const cwd = tempDir();
  const stack = join(cwd, 'stack.yaml');
  writeFileSync(stack, 'title: the API server itself\nsources:\n  - type: audit-webhook\n  - type: rules\n');
  const args = ['run', ...ids, '--cluster', cluster, '--stack', stack, '--json'];
  const {code, stderr, stdout} = await start(args, {cwd, env: process.env}).done;
  const {scenarios, cleanup, gates, preflight} = JSON.parse(stdout) as Result;
  expect(Object.fromEntries(scenarios.map(s => [s.id, s.verdict])), stderr).toEqual(
    Object.fromEntries(ids.map(id => [id, 'detected'])),
  );
  // Its log is followed as well, and is sooner: what the webhook alone brings is seen by the canary.
  const canaries = preflight.filter(check => check.check === 'canary' && check.detail.includes('audit-webhook'));
  expect(
    canaries.map(check => check.state),
    JSON.stringify(preflight),
  ).toEqual(['ok']);
  expect({left: cleanup.left, cluster: cleanup.cluster}).toEqual({left: [], cluster: 'deleted'});
  expect(gates.every(gate => gate.held)).toBe(true);
  expect(code).toBe(0);
}
