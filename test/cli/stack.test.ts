import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {removeStackFolder, stackFolder, writeStackFolder} from '../../src/cli/stack/folder.js';
import {installableStack} from '../../src/cluster/install/definition.js';
import {renderFolder} from '../../src/cluster/install/render.js';
import {Secret} from '../../src/lib/secret.js';
import {kubedrill} from '../helpers/cli.js';
import {never} from '../helpers/source.js';
import {tempDir} from '../helpers/temp.js';

describe('stack', () => {
  test('list says what there is, and what it takes', async () => {
    const {code, stdout} = await kubedrill('stack', 'list');
    expect(code).toBe(0);
    expect(stdout.split('\n').map(line => line.split(/ {2,}/)[0])).toEqual([
      ...['stack', 'efk', 'falco', 'gatekeeper', 'prometheus', ''],
    ]);
    expect(JSON.parse((await kubedrill('stack', 'list', '--json')).stdout)).toContainEqual({
      ...{name: 'efk', title: 'Elasticsearch, Fluentd and Kibana', namespace: 'kubedrill-efk', memory: '3.5 GiB'},
    });
  });

  test.each([
    [['sideways', 'efk'], /stack sideways is not one of up, down, list/],
    [['up'], /stack up needs a name\n {2}next: stacks: efk, falco, gatekeeper, prometheus/],
    [['up', 'efq'], /there is no stack efq\n {2}next: did you mean efk\?/],
    [['up', 'efk', '--timeout', 'soon'], /--timeout soon is not a duration/],
    [['up', 'efk', '--cluster', 'simulated'], /a stack goes into a kind cluster or an existing one/],
    [['up', 'efk', '--cluster', 'existing'], /--cluster existing needs --context NAME/],
    [
      ['down', 'efk', '--cluster', 'existing', '--context', 'prod'],
      /the stack would be installed into or removed from the cluster of context prod: confirm it first/,
    ],
    [
      ['up', 'efk', '--cluster', 'existing', '--context', 'prod', '--yes-this-cluster', 'stage'],
      /--yes-this-cluster stage is not the context that --context names, prod/,
    ],
  ])('%j is wrong usage', async (words, message) => {
    const {code, stdout, stderr} = await kubedrill('stack', ...words);
    expect(stderr).toMatch(message);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
  });

  test('without an engine it says what is missing', async () => {
    const {code, stderr} = await kubedrill('stack', 'up', 'efk');
    expect(code).toBe(3);
    expect(stderr).toMatch(/next: install kind/);
  });
});

test('without kubectl it says why one is needed', async () => {
  const built = renderFolder('stacks/efk', {PATH: '/nonexistent'}, never);
  await expect(built).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('kubectl is not on PATH'),
    nextSteps: [expect.stringContaining('kubectl apply --server-side -k stacks/efk')],
  });
});

test('the stack file comes with the secrets that it names, for their owner only, and goes with them', () => {
  const folder = stackFolder(tempDir(), 'kind/odd name', 'efk');
  expect(folder).toMatch(/stacks\/kind_odd_name\/efk$/);
  const secrets = new Map(['elastic', 'kubedrill', 'fluentd'].map(key => [key, new Secret(`${key}'s`)]));
  const file = writeStackFolder(folder, installableStack('efk'), secrets);
  expect(readFileSync(file, 'utf8')).toContain('password: { file: kubedrill }');
  expect(readFileSync(join(folder, 'kubedrill'), 'utf8')).toBe("kubedrill's");
  expect(statSync(join(folder, 'kubedrill')).mode & 0o777).toBe(0o600);
  expect(() => statSync(join(folder, 'fluentd'))).toThrow('ENOENT');
  removeStackFolder(folder);
  expect(() => statSync(folder)).toThrow('ENOENT');
});
