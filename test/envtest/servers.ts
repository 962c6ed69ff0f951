import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {type Envtest, startEnvtest} from '../../src/cluster/envtest/start.js';
import {realClock} from '../../src/lib/clock.js';
import {tempDir} from '../helpers/temp.js';

/** A real API server with its files in a folder, for the caller to stop. */
export function startServers(policy: string, dir: string): Promise<Envtest> {
  const {controllerManager: _, ...assets} = findAssets(undefined, process.env);
  const auditPolicy = join(dir, 'policy.yaml');
  writeFileSync(auditPolicy, policy);
  const {signal} = new AbortController();
  return startEnvtest({assets, dir, name: 'test', auditPolicy, clock: realClock, signal});
}

/** A real API server for one test. */
export async function servers(policy: string): Promise<Envtest> {
  const envtest = await startServers(policy, tempDir());
  onTestFinished(() => envtest.stop());
  return envtest;
}

/** Goes through a list so many at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({length: limit}, worker));
  return results;
}
