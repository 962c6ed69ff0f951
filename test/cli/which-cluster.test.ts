import {describe, expect, test} from 'vitest';
import {clusterName} from '../../src/cluster/open.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const COMMANDS = [['run'], ['coverage'], ['stack', 'up', 'efk'], ['stack', 'down', 'efk']];
const OTHERS = ['auto', 'kind', 'simulated', 'envtest'];

describe('which cluster a command works on', () => {
  test.each(COMMANDS.flatMap(command => OTHERS.map(kind => [command, kind] as const)))(
    '%j --cluster %s refuses --context: a context is a cluster that is there',
    async (command, kind) => {
      const argv = [...command, '--cluster', kind, '--context', 'production', '--out', tempDir()];
      const {code, stderr} = await kubedrill(...argv);
      expect(stderr).toMatch(/--context production goes with --cluster existing|goes into a kind cluster/);
      expect(code).toBe(2);
    },
  );

  test.each(COMMANDS)('%s refuses --context where no kind of cluster is named', async (...command) => {
    const {code, stderr} = await kubedrill(...command, '--context', 'production', '--out', tempDir());
    expect(stderr).toContain('--context production goes with --cluster existing');
    expect(stderr).toContain('next: --cluster existing --context production');
    expect(code).toBe(2);
  });

  test('run --cluster existing refuses --reuse', async () => {
    const argv = ['run', '--cluster', 'existing', '--context', 'staging', '--reuse', 'kubedrill', '--out', tempDir()];
    expect(await kubedrill(...argv)).toMatchObject({code: 2, stderr: expect.stringContaining('--reuse takes')});
  });

  test.each([
    [['run', '--reuse', '--audit-policy', 'p.yaml'], '--audit-policy has no effect with --reuse'],
    [['run', '--reuse', '--kind-config', 'k.yaml'], '--kind-config has no effect with --reuse'],
    [
      ['run', '--cluster', 'simulated', '--kind-config', 'k.yaml'],
      '--kind-config has no effect with --cluster simulated',
    ],
    [['run', '--cluster', 'envtest', '--kind-config', 'k.yaml'], '--kind-config has no effect with --cluster envtest'],
    [['cluster', 'down', '--audit-policy', 'p.yaml'], '--audit-policy has no effect with cluster down'],
    [['cluster', 'status', '--kind-config', 'k.yaml'], '--kind-config has no effect with cluster status'],
    [['cluster', 'status', '--node-image', 'i'], '--node-image has no effect with cluster status'],
  ])('%j is refused: nothing that is named is silently without effect', async (argv, message) => {
    expect(await kubedrill(...argv, '--out', tempDir())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  test('only a cluster that is there has a name that somebody else gave it', () => {
    const given = {context: 'production', reuse: 'kubedrill'};
    expect(clusterName(given, 'existing', 'a1b2c3')).toBe('production');
    expect(clusterName(given, 'kind', 'a1b2c3')).toBe('kubedrill');
    expect(clusterName({context: 'production'}, 'kind', 'a1b2c3')).toBe('kubedrill-a1b2c3');
    expect(clusterName(given, 'simulated', 'a1b2c3')).toBe('kubedrill-a1b2c3');
    expect(clusterName(given, 'envtest', 'a1b2c3')).toBe('kubedrill-a1b2c3');
  });
});
