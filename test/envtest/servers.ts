import {onTestFinished} from 'vitest';
import {findAssets} from '../../src/cluster/envtest/assets.js';
import {type Envtest, startEnvtest} from '../../src/cluster/envtest/start.js';
import {realClock} from '../../src/lib/clock.js';
import {tempDir, tempFile} from '../helpers/temp.js';

/** A real API server for one test, with controllers only where they are asked for. */
export async function servers(policy: string, withControllers = false): Promise<Envtest> {
  const {controllerManager, ...bare} = findAssets(undefined, process.env);
  const envtest = await startEnvtest({
    assets: {...bare, ...(withControllers && controllerManager !== undefined && {controllerManager})},
    dir: tempDir(),
    name: 'test',
    auditPolicy: tempFile('policy.yaml', policy),
    clock: realClock,
    signal: new AbortController().signal,
  });
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
