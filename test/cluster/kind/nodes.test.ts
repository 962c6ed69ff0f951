import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {nodeShell, nodesOf} from '../../../src/cluster/kind/nodes.js';
import {KindTool} from '../../../src/cluster/kind/tool.js';
import {tempDir} from '../../helpers/temp.js';

/** kind and docker as scripts: kind knows the nodes of one cluster, docker prints what it is asked to do. */
function tool(): KindTool {
  const dir = tempDir();
  const script = (name: string, text: string) => {
    writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(dir, name), 0o755);
  };
  script('kind', '[ "$4" = mine ] && printf "mine-control-plane\\nmine-worker\\n"');
  script('docker', 'for word in "$@"; do printf "<%s>" "$word"; done; [ "$3" != false ]');
  return new KindTool({PATH: `${dir}:${process.env.PATH}`}, {provider: 'docker', version: '26'});
}

test('the nodes are those of the cluster, and none when kind cannot say', async () => {
  expect(await nodesOf(tool(), 'mine')).toEqual(['mine-control-plane', 'mine-worker']);
  expect(await nodesOf(tool(), 'other')).toEqual([]);
});

test('a command runs on a node as it is, word by word', async () => {
  const shell = nodeShell(tool(), 'mine');
  expect(shell.defaultNode).toBe('mine-control-plane');
  expect(await shell.run('mine-worker', ['sh', '-c', 'echo "$HOME" && true'])).toEqual({
    ok: true,
    stdout: '<exec><mine-worker><sh><-c><echo "$HOME" && true>',
  });
});

test('one that fails is told with its exit code', async () => {
  expect(await nodeShell(tool(), 'mine').run('mine-worker', ['false'])).toMatchObject({ok: false, exitCode: 1});
});

test('no other container of the machine is reached', async () => {
  const result = await nodeShell(tool(), 'mine').run('database', ['id']);
  expect(result).toMatchObject({
    ok: false,
    why: 'missing',
    output: 'database is not a node of mine: mine-control-plane, mine-worker',
  });
});
