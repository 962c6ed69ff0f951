import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Cluster} from '../../cluster/cluster.js';
import type {Diagnosis} from '../../cluster/diagnosis.js';
import {openCluster} from '../../cluster/open.js';
import {inspectStack} from '../../drill/preflight/inspect.js';
import {realClock} from '../../lib/clock.js';
import {packaged} from '../../lib/paths.js';
import {loadedText} from '../../sigma/load/loaded.js';
import {loadStack, type Stack} from '../../sources/stack/load.js';
import {readRules} from '../rules/load.js';
import {KEPT_CLUSTER} from '../run/options.js';

/** The flags of `doctor` that are about a stack. */
export interface StackFlags {
  stack: string;
  /** A running drill cluster, from which a canary is sent down the chain. */
  reuse?: string | true;
}

/**
 * Asks every source of a stack file, and, with a cluster, measures each link with a canary.
 *
 * @throws DrillError: 2 for an invalid stack file, 3 when the cluster is not there.
 */
export async function diagnoseStack(
  {stack: file, reuse}: StackFlags,
  env: NodeJS.ProcessEnv,
  abort: AbortSignal,
): Promise<Diagnosis[]> {
  const stack = loadStack(file, env);
  const rules = readRules({});
  const inspect = (cluster?: Cluster) =>
    inspectStack({stack, rules, clock: realClock, abort, ...(cluster && {cluster})});
  const findings =
    reuse === undefined
      ? await inspect()
      : await withCluster(reuse === true ? KEPT_CLUSTER : reuse, env, abort, cluster => inspect(cluster));
  const own: Diagnosis = {
    id: 'own-rules',
    title: 'rules of kubedrill',
    state: 'ok',
    detail: loadedText(rules),
    next: [],
  };
  const told = findings.map(({check, title, state, detail, next}): Diagnosis => {
    const how = state === 'skipped' ? 'warning' : state;
    return {id: check, title, state: how, detail, next};
  });
  return [own, ...unverified(stack), ...told];
}

/** Sources that take any certificate: anyone on the way may answer in their place. */
function unverified({sources}: Stack): Diagnosis[] {
  const tlsOf = (source: Stack['sources'][number]) =>
    ('tls' in source ? source.tls : undefined) ?? ('api' in source ? source.api?.tls : undefined);
  return sources
    .filter(source => tlsOf(source)?.insecure)
    .map(({id}) => ({
      id: 'tls',
      title: `certificate of ${id}`,
      state: 'warning',
      detail: 'is not verified: its stack file says `insecure`',
      next: ['name its certificate authority under tls.ca instead'],
    }));
}

/** Its kubeconfig lies in a folder of its own meanwhile, and nowhere else. */
async function withCluster<T>(
  name: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-doctor-'));
  try {
    const cluster = await openCluster('kind', {
      request: {
        kind: 'kind',
        reuse: name,
        keep: true,
        kindConfig: packaged('kind-config.yaml'),
      },
      ...{name, dir, clock: realClock, onPhase: () => {}, signal, env},
    });
    return await use(cluster);
  } finally {
    rmSync(dir, {recursive: true, force: true});
  }
}
