import {accessSync, constants, existsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {type Diagnosis, ok} from '../../cluster/diagnosis.js';
import {diagnoseCluster, OFFERED} from '../../cluster/open.js';
import type {ClusterKind} from '../../events/words.js';
import {usageError} from '../../lib/errors.js';
import {RAISE} from '../../lib/files/open-files.js';
import {triesTlsSwitch} from '../../lib/net/tls-switch.js';
import {problemLine} from '../../lib/yaml/yaml-file.js';
import {foundRuns} from '../../run/recover/found-runs.js';
import {lintFiles} from '../lint/files.js';
import {fewFiles, fileLimit} from '../run/file-limit.js';

/** The kind of cluster that is asked for, and where its servers are, should it be envtest. */
interface Where {
  cluster: string;
  assets?: string | undefined;
}

/** Looks at everything that a drill needs before there is a cluster. */
export async function diagnose(
  {cluster, out, assets}: Where & {out: string},
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  if (!OFFERED.includes(cluster)) throw usageError(`--cluster ${cluster} is not one of ${OFFERED.join(', ')}`);
  return [
    node(),
    ...tls(env),
    files(),
    openFiles(),
    folder(out),
    ...(await diagnoseCluster(cluster as ClusterKind | 'auto', {...(assets !== undefined && {assets}), env, signal})),
    unfinished(out),
  ];
}

const node = (): Diagnosis => ok('node', 'Node', process.version);

/** Many a pipeline sets it once and for all; who reads that it is ignored knows why a certificate is refused. */
function tls(env: NodeJS.ProcessEnv): Diagnosis[] {
  if (!triesTlsSwitch(env)) return [];
  const detail = 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, and ignored: certificates are verified';
  const next = [
    'name the certificate authority under tls.ca of a source; only `insecure: true` there takes any certificate',
  ];
  return [{id: 'tls', title: 'certificates', state: 'warning', detail, next}];
}

function files(): Diagnosis {
  const {problems, checked} = lintFiles({});
  const wrong = problems.filter(p => p.severity === 'error');
  if (!wrong.length)
    return ok(
      'files',
      'files',
      Object.entries(checked)
        .map(([what, n]) => `${n} ${what}`)
        .join(', '),
    );
  return {
    id: 'files',
    title: 'files',
    state: 'failed',
    detail: `${wrong.length} ${wrong.length === 1 ? 'mistake' : 'mistakes'}`,
    lines: wrong.map(problemLine),
    next: ['kubedrill lint'],
  };
}

/** As many as the drills that ship with kubedrill play side by side. */
const PARALLEL = 5;

function openFiles(): Diagnosis {
  const limit = fileLimit();
  const about = {id: 'open-files', title: 'open files'};
  const why = fewFiles(PARALLEL, limit);
  if (why !== undefined) return {...about, state: 'failed', detail: why, next: [RAISE]};
  return ok(about.id, about.title, limit === undefined ? 'no limit is known' : `up to ${limit}`);
}

/** The nearest folder that exists decides whether run folders can be made. */
function folder(out: string): Diagnosis {
  let path = resolve(out);
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  try {
    accessSync(path, constants.W_OK);
    return ok('out', 'run folders', resolve(out));
  } catch {
    const next = ['name another place with --out'];
    return {id: 'out', title: 'run folders', state: 'failed', detail: `${path} cannot be written to`, next};
  }
}

function unfinished(out: string): Diagnosis {
  const found = foundRuns(out);
  if (!found.length) return ok('unfinished', 'unfinished runs', 'none');
  const runs = found.flatMap(f => f.unfinished?.run ?? []);
  return {
    id: 'unfinished',
    title: 'unfinished runs',
    state: 'warning',
    detail: runs.join(', ') || 'cannot be told',
    lines: found.flatMap(f => f.problem ?? []),
    next: ['kubedrill cleanup, if they were killed'],
  };
}
