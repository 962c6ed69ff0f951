import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {findEngine} from '../../../src/cluster/kind/engine.js';
import {chooseCluster} from '../../../src/cluster/open.js';
import {tempDir} from '../../helpers/temp.js';

/** A PATH on which only these programs are; each is a real shell script. */
function pathWith(tools: Record<string, string>): NodeJS.ProcessEnv {
  const dir = tempDir();
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(dir, name), 0o755);
  }
  return {PATH: dir};
}

const never = new AbortController().signal;
const KIND = 'echo kind v0.33.0';
const find = (tools: Record<string, string>, more: NodeJS.ProcessEnv = {}) =>
  findEngine({...pathWith(tools), ...more}, never);
const request = {kind: 'auto', keep: false, kindConfig: ''} as const;

describe('which cluster there can be', () => {
  test('kind and a Docker that answers', async () => {
    expect(await find({kind: KIND, docker: 'echo 26.1.5'})).toEqual({provider: 'docker', version: '26.1.5'});
  });

  test('Podman where there is no Docker, or where kind was told to use it', async () => {
    const podman = {kind: KIND, podman: 'echo 5.2.0'};
    expect(await find(podman)).toEqual({provider: 'podman', version: '5.2.0'});
    expect(await find({...podman, docker: 'echo 26'}, {KIND_EXPERIMENTAL_PROVIDER: 'podman'})).toMatchObject({
      provider: 'podman',
    });
  });

  test('no kind', async () => {
    expect(await find({docker: 'echo 26'})).toEqual({missing: 'kind is not installed'});
  });

  test('an engine that is installed but does not run, in its own words', async () => {
    const docker = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
    expect(await find({kind: KIND, docker})).toEqual({
      missing: 'no container engine answers',
      detail: 'Cannot connect to the Docker daemon',
    });
  });

  test('auto takes kind where it can, else the simulated cluster, and says why', async () => {
    const choose = (tools: Record<string, string>) => chooseCluster(request, pathWith(tools), never);
    expect(await choose({kind: KIND, docker: 'echo 26'})).toEqual({kind: 'kind', reason: 'kind and docker 26 answer'});
    expect(await choose({})).toEqual({kind: 'simulated', reason: 'kind is not installed'});
    expect(await choose({kind: KIND})).toMatchObject({
      kind: 'simulated',
      reason: expect.stringContaining('no container engine'),
    });
    expect(await chooseCluster({...request, reuse: 'x'}, {}, never)).toMatchObject({kind: 'kind'});
  });
});
