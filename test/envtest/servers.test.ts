import {createServer} from 'node:net';
import {expect, test} from 'vitest';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {startEnvtest} from '../../src/cluster/envtest/start.js';
import {realClock} from '../../src/lib/clock.js';
import {freePort} from '../../src/lib/net/ports.js';
import {isRunning, type KnownProcess} from '../../src/lib/process/processes.js';
import {tempDir} from '../helpers/temp.js';

test('a port that somebody has taken is explained by the server that wanted it, and no process is left', async () => {
  const taken = createServer();
  const port = await freePort();
  await new Promise<void>(resolve => taken.listen(port, '127.0.0.1', resolve));
  const processes: KnownProcess[] = [];
  const dir = tempDir();
  try {
    await expect(
      startEnvtest({
        assets: findAssets(undefined, process.env),
        ...{dir, name: 'test', auditPolicy: 'audit-policy.yaml', clock: realClock},
        ports: {etcd: await freePort(), apiServer: port},
        signal: new AbortController().signal,
        onProcess: started => processes.push(started),
      }),
    ).rejects.toThrow(/kube-apiserver ended on its own: its port was taken.*\n.*address already in use/);
  } finally {
    taken.close();
  }
  expect(processes.map(p => p.program)).toEqual(['etcd', 'kube-apiserver']);
  expect(processes.filter(isRunning)).toEqual([]);
});
