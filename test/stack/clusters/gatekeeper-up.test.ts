import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {start} from '../../helpers/cli.js';
import {lab} from '../lab.js';

const NAME = 'kubedrill-gatekeeper-up';
const {env} = process;
const home = mkdtempSync(join(tmpdir(), 'kubedrill-gatekeeper-up-'));
const UP_MS = 600_000;
let kubeconfig = '';
const kubectl = (...args: string[]) =>
  execFileSync('kubectl', ['--kubeconfig', kubeconfig, ...args], {encoding: 'utf8', stdio: 'pipe'});
const kubedrill = (...args: string[]) => start(args, {cwd: home, env}).done;
const clusterWide = () =>
  kubectl(
    'get',
    'ns,crds,clusterroles,clusterrolebindings,validatingwebhookconfigurations,mutatingwebhookconfigurations',
    '-o',
    'name',
  );

beforeAll(async () => {
  const up = await kubedrill('cluster', 'up', '--name', NAME, '--json');
  expect(up.code, up.stderr).toBe(0);
  kubeconfig = join(home, JSON.parse(up.stdout).kubeconfig);
  // Nothing can be pulled in the lab; the folder's image is the lab's.
  execFileSync('kind', ['load', 'docker-image', lab('LAB_GATEKEEPER_IMAGE'), '--name', NAME], {stdio: 'pipe'});
}, UP_MS);

afterAll(async () => {
  await kubedrill('cluster', 'down', '--name', NAME);
}, UP_MS);

test(
  'stack up installs a Gatekeeper that prevents and takes note, and stack down leaves nothing of it',
  async () => {
    const before = clusterWide();
    const up = await kubedrill('stack', 'up', 'gatekeeper', '--reuse', NAME, '--json');
    expect(up.code, up.stderr).toBe(0);
    const {file} = JSON.parse(up.stdout) as {file: string};
    // The same again changes nothing.
    expect((await kubedrill('stack', 'up', 'gatekeeper', '--reuse', NAME)).code).toBe(0);

    const drill = [
      'run',
      'privileged-pod',
      'nodeport-service',
      '--reuse',
      NAME,
      '--stack',
      file,
      '--sla',
      '60s',
      '--json',
    ];
    const {scenarios} = JSON.parse((await kubedrill(...drill)).stdout) as {
      scenarios: {id: string; verdict: string}[];
    };
    expect(Object.fromEntries(scenarios.map(s => [s.id, s.verdict]))).toEqual({
      'privileged-pod': 'prevented',
      'nodeport-service': 'detected',
    });

    const down = await kubedrill('stack', 'down', 'gatekeeper', '--reuse', NAME);
    expect(down.code, down.stderr).toBe(0);
    expect(clusterWide()).toBe(before);
    expect(readdirSync(join(home, 'runs', 'stacks', NAME))).toEqual([]);
  },
  UP_MS,
);
