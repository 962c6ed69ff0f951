import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseDocument} from 'yaml';
import type {DrillEvent} from '../../src/events/events.js';
import {start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

/** A file on the node that an attacker left. */
const LEFT = '/etc/kubernetes/left-by-a-test';

/** A busy machine looks late; the drill itself ends after 120 s. In milliseconds. */
const LOOKED_MS = 100_000;

/** Exec into a pod, contained when the pod is cut off and the file on the node is gone. */
function written(dir: string): string {
  const document = parseDocument(readFileSync('scenarios/pod-exec.yaml', 'utf8'));
  document.delete('variants');
  document.set('needs', ['api', 'node', 'node-exec']);
  document.setIn(['setUp', 0, 'create', 'metadata', 'labels'], {app: 'web'});
  const checks = [{isolated: {selector: 'app=web'}}, {onNode: {command: ['test', '!', '-e', LEFT]}}];
  document.set('respond', {contain: {hold: '2s', checks}});
  const file = join(dir, 'cut-off.yaml');
  writeFileSync(file, String(document));
  return file;
}

test('a pod is isolated when its network lets nothing out, and a file of a node is missed in the moment it goes', async () => {
  const cwd = tempDir();
  const args = ['run', written(cwd), '--cluster', 'kind', '--respond', '120s', '--grace', '1s', '--responders', 'res1'];
  const {stderr, done} = start([...args, '--json'], {cwd, env: process.env});
  await expect.poll(stderr, {timeout: 240_000}).toMatch(/people have \d/);
  const [folder = ''] = readdirSync(join(cwd, 'runs'));
  const run = join(cwd, 'runs', folder);
  const events = (): DrillEvent[] =>
    readFileSync(join(run, 'events.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  const ready = events().find(e => e.type === 'cluster.ready');
  const started = events().find(e => e.type === 'scenario.started');
  if (ready?.type !== 'cluster.ready' || started?.type !== 'scenario.started') throw new Error('it has not started');
  const node = `${ready.name}-control-plane`;
  const onNode = (...command: string[]) => execFileSync('docker', ['exec', node, ...command], {encoding: 'utf8'});
  const states = (check: RegExp) =>
    events().flatMap(e => (e.type === 'containment.changed' && check.test(e.check) ? [e] : []));
  const last = (check: RegExp) => states(check).at(-1);
  await expect.poll(() => last(/isolated/), {timeout: LOOKED_MS}).toMatchObject({state: 'not held'});

  onNode('touch', LEFT);
  await expect.poll(() => last(/left-by/)?.state, {timeout: LOOKED_MS}).toBe('not held');
  onNode('rm', LEFT);
  await expect.poll(() => last(/left-by/)?.state, {timeout: LOOKED_MS}).toBe('held');

  const policy = {
    ...{apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'closed'}},
    spec: {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress', 'Egress']},
  };
  const kubeconfig = ['--kubeconfig', join(run, 'responders', 'res1.kubeconfig')];
  const as = (...words: string[]) =>
    execFileSync('kubectl', [...kubeconfig, '-n', started.namespace, ...words], {
      ...{encoding: 'utf8', input: JSON.stringify(policy)},
    });
  as('create', '-f', '-');
  await expect.poll(() => last(/isolated/)?.state, {timeout: LOOKED_MS}).not.toBe('not held');
  if (last(/isolated/)?.state === 'unknown') {
    const detail = expect.stringMatching(/web reaches kube.+: this network does not enforce them, or not yet/);
    expect(last(/isolated/)).toMatchObject({detail});
    // Where the network of the cluster does not enforce policies, its node is told to: the check sees that, too.
    const address = as('get', 'pod', 'web', '-o', 'jsonpath={.status.podIP}');
    onNode('iptables', '-I', 'FORWARD', '-s', address, '-j', 'DROP');
  }
  await done;
  expect(events().some(e => e.type === 'scenario.contained')).toBe(true);
  expect(last(/isolated/)).toMatchObject({state: 'held', detail: expect.stringMatching(/web does not reach kube-dns/)});
});
