import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {CoverageResult} from '../../src/coverage/result.js';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const {env} = process;

test('coverage follows what an API server alone can log, says why not of the rest, and journals the servers', async () => {
  const cwd = tempDir();
  const args = ['coverage', '--cluster', 'envtest', '--lines', '200', '--json'];
  const {code, stderr, stdout} = await start(args, {cwd, env}).done;
  const {logs, left} = JSON.parse(stdout) as CoverageResult;
  expect(Object.fromEntries(logs.map(trace => [trace.log, trace.state])), stderr).toEqual({
    ...{containers: 'skipped', pods: 'skipped', nodes: 'skipped', 'control-plane': 'skipped'},
    ...{audit: 'arrived', events: 'arrived'},
  });
  for (const log of ['audit', 'events']) {
    expect(logs.find(trace => trace.log === log)).toMatchObject({written: 200, source: {seen: 200}});
  }
  expect(logs.find(trace => trace.log === 'containers')?.reason).toContain('no node');
  expect(left).toEqual([]);
  // After kill -9, cleanup would have found the servers.
  const [run = ''] = readdirSync(join(cwd, 'runs'));
  const journal = readFileSync(join(cwd, 'runs', run, 'journal.ndjson'), 'utf8');
  expect([...journal.matchAll(/"type":"process","process":\{"program":"([a-z-]+)"/g)].map(found => found[1])).toEqual([
    ...['etcd', 'kube-apiserver', 'kube-controller-manager'],
  ]);
  expect(code).toBe(0);
});
