import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseDocument} from 'yaml';
import type {DrillEvent} from '../../src/events/events.js';
import type {Result} from '../../src/report/data/result-schema.js';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const {env} = process;
/** A scenario of the package under a name of its own, with what people have to do about it. */
function written(dir: string, name: string, from: string, respond: object): string {
  const document = parseDocument(readFileSync(`scenarios/${from}.yaml`, 'utf8'));
  document.delete('variants');
  document.set('respond', respond);
  const file = join(dir, `${name}.yaml`);
  writeFileSync(file, String(document));
  return file;
}

test('people with kubectl contain one attack rightly, one with harm, and one not at all', async () => {
  const cwd = tempDir();
  const binding = '{{ name }}-root';
  const files = [
    written(cwd, 'rightly', 'cluster-admin-bound', {
      contain: {hold: '5s', checks: [{powerless: 'actor'}, {gone: 'clusterrolebindings', name: binding}]},
      preserve: [{resource: 'clusterrolebindings', name: binding}],
    }),
    written(cwd, 'with-harm', 'secrets-listed', {contain: {hold: '5s', checks: [{powerless: 'actor'}]}}),
    written(cwd, 'not-at-all', 'privileged-pod', {
      contain: {checks: [{powerless: 'actor'}]},
      preserve: [{resource: 'pods', name: 'node-tuner'}],
    }),
  ];
  const {stderr, done} = start(
    ['run', ...files, '--cluster', 'kind', '--respond', '50s', '--grace', '1s', '--responders', 'lead,res1', '--json'],
    {
      cwd,
      env,
    },
  );
  await expect.poll(() => stderr().match(/people have 50/g)?.length, {timeout: 240_000}).toBe(3);
  const [folder = ''] = readdirSync(join(cwd, 'runs'));
  const run = join(cwd, 'runs', folder);
  const events = (): DrillEvent[] =>
    readFileSync(join(run, 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  /** Each works with the kubeconfig that the run wrote for them. */
  const as = (person: string, ...args: string[]) =>
    execFileSync('kubectl', ['--kubeconfig', join(run, 'responders', `${person}.kubeconfig`), ...args], {
      encoding: 'utf8',
    });
  const namespaceOf = (scenario: string): string => {
    const found = events().find(e => e.type === 'scenario.started' && e.scenario === scenario);
    if (found?.type !== 'scenario.started') throw new Error(`${scenario} has not started`);
    return found.namespace;
  };
  const [rightly, harmed, not] = ['rightly', 'with-harm', 'not-at-all'].map(namespaceOf) as [string, string, string];
  await expect
    .poll(() => events().filter(e => e.type === 'harm.changed' && e.state === 'fine').length, {timeout: 100_000})
    .toBe(3);

  // Read before it is deleted; then the account alone, whose token lives on for a moment, and the binding last.
  as('res1', 'get', 'clusterrolebinding', `${rightly}-root`, '-o', 'yaml');
  as('lead', '-n', rightly, 'delete', 'serviceaccount', 'tenant-operator');
  // Everything in sight, and the attacker's rights.
  as('res1', '-n', harmed, 'delete', 'deployments', '--all');
  as('res1', 'delete', 'clusterrolebindings', '-l', 'kubedrill.dev/scenario=with-harm');
  // The pod goes unread, and its attacker stays.
  as('lead', '-n', not, 'delete', 'pod', 'node-tuner', '--wait=false');
  const isPowerless = () =>
    events().some(
      e =>
        e.type === 'containment.changed' && e.scenario === 'rightly' && e.state === 'held' && /powerless/.test(e.check),
    );
  await expect.poll(isPowerless, {timeout: 100_000}).toBe(true);
  expect(events().some(e => e.type === 'scenario.contained' && e.scenario === 'rightly')).toBe(false);
  as('lead', 'delete', 'clusterrolebinding', `${rightly}-root`);

  const {stdout, code, stderr: said} = await done;
  expect(said).toMatch(/rightly|cluster-admin/);
  const result = JSON.parse(stdout) as Result;
  const responseTo = (id: string) => result.scenarios.find(s => s.id === id)?.response;
  expect(responseTo('rightly')).toMatchObject({
    containment: 'in time',
    containedBy: ['lead'],
    harm: [{down: 0, by: null}],
    evidence: [{state: 'kept', by: 'res1'}],
  });
  expect(responseTo('with-harm')).toMatchObject({containment: 'in time', harm: [{by: 'res1'}]});
  // From the deletion to the end of the response, in which it was seen every two seconds at the latest.
  expect(responseTo('with-harm')?.harm[0]?.down).toBeGreaterThan(2);
  expect(responseTo('not-at-all')).toMatchObject({
    containment: 'not contained',
    contained: {happened: false},
    evidence: [{object: expect.stringMatching(/^pods /), state: 'lost', by: 'lead'}],
  });
  expect(result.scenarios.map(s => s.verdict)).toEqual(['detected', 'detected', 'detected']);
  expect(existsSync(join(run, 'responders'))).toBe(false);
  expect(result.response?.components.map(c => c.max)).toEqual([0, 35, 15, 10]);
  expect(result.cleanup).toMatchObject({left: [], cluster: 'deleted'});
  expect(code).toBe(0);
});
