import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Result {
  scenarios: {id: string; verdict: string}[];
  preflight: {check: string; state: string; detail: string}[];
  cleanup: {left: string[]; cluster: string};
}

const {env} = process;

test('the API server posts its audit events to a source of the stack', async () => {
  const cwd = tempDir();
  const stack = join(cwd, 'stack.yaml');
  writeFileSync(stack, 'title: the API server itself\nsources:\n  - type: audit-webhook\n  - type: rules\n');
  const ids = ['secrets-listed', 'cluster-admin-bound'];
  const args = ['run', ...ids, '--cluster', 'envtest', '--stack', stack, '--json'];
  const {code, stderr, stdout} = await start(args, {cwd, env}).done;
  const {scenarios, cleanup, preflight} = JSON.parse(stdout) as Result;
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
  expect(code).toBe(0);
});
