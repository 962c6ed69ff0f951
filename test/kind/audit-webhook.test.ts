import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

interface Result {
  scenarios: {id: string; verdict: string; stages: {stage: string; state: string; source?: string}[]}[];
  gates: {held: boolean}[];
  cleanup: {left: string[]; cluster: string};
}

test('the API server of a cluster of its own posts its audit events here', async () => {
  const cwd = tempDir();
  const stack = join(cwd, 'stack.yaml');
  writeFileSync(stack, 'title: the API server itself\nsources:\n  - type: audit-webhook\n  - type: rules\n');
  const ids = ['secrets-listed', 'privileged-pod', 'pod-exec', 'invalid-credential-burst'];
  const args = ['run', ...ids, '--cluster', 'kind', '--stack', stack, '--out', join(cwd, 'run')];
  const {code, stderr, stdout} = await start([...args, '--json'], {cwd, env: process.env}).done;
  const {scenarios, cleanup, gates} = JSON.parse(stdout) as Result;
  expect(Object.fromEntries(scenarios.map(s => [s.id, s.verdict])), stderr).toEqual(
    Object.fromEntries(ids.map(id => [id, 'detected'])),
  );
  const [id = ''] = readdirSync(join(cwd, 'run'));
  const log = readFileSync(join(cwd, 'run', id, 'events.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const posted = log
    .map(line => JSON.parse(line) as {type: string; source?: string; purpose?: string; scenario?: string})
    .filter(e => e.type === 'signal.seen' && e.source === 'audit-webhook' && e.purpose === 'attack');
  expect([...new Set(posted.map(e => e.scenario))].sort()).toEqual([...ids].sort());
  expect({left: cleanup.left, cluster: cleanup.cluster}).toEqual({left: [], cluster: 'deleted'});
  expect(gates.every(gate => gate.held)).toBe(true);
  expect(code).toBe(0);
});
