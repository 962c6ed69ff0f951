import {join} from 'node:path';
import type {PhaseListener} from '../cluster.js';
import {undoStart} from '../undo-start.js';
import {removeCluster} from './delete.js';
import {kindFailure} from './failures.js';
import {controlPlane, type KindTool} from './tool.js';

/** What `kind create cluster` prints, and the phase that each line begins. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/Ensuring node image/, 'image'],
  [/Preparing nodes/, 'node'],
  [/Starting control-plane/, 'control plane'],
  [/Installing CNI/, 'network'],
  [/Joining worker nodes/, 'workers'],
  [/Waiting .* for control-plane/, 'ready'],
];

/** The API server of a healthy cluster is up in well under a minute; a crash loop never is. */
const CREATE_WITHIN_MS = 5 * 60_000;
const LOG_LINES = 5;

/** What a new cluster is made from. */
export interface CreateOptions {
  name: string;
  dir: string;
  config: string;
  nodeImage?: string;
  onPhase: PhaseListener;
  signal: AbortSignal;
}

/**
 * Makes a cluster whose kubeconfig is in the run's folder and nowhere else. However it fails, nothing of it is left.
 *
 * @throws DrillError (exit code 3) explained from kind's own output; the signal's reason when aborted; LeftBehind when
 *   what was made cannot be removed either.
 */
export async function createCluster(tool: KindTool, options: CreateOptions): Promise<void> {
  const {name, dir, config, nodeImage, onPhase, signal} = options;
  let phase: string | undefined;
  const enter = (next: string | undefined) => {
    if (phase) onPhase(phase, 'done');
    phase = next;
    if (next) onPhase(next, 'started');
  };
  // `--retain` keeps the node of a failed cluster, because its API server's log says why; it is removed right after.
  const args = [
    'create',
    'cluster',
    '--name',
    name,
    '--config',
    config,
    '--kubeconfig',
    join(dir, 'kubeconfig'),
    '--retain',
    '--wait',
    '120s',
  ];
  const result = await tool.kind(nodeImage === undefined ? args : [...args, '--image', nodeImage], {
    signal,
    timeout: CREATE_WITHIN_MS,
    onLine: line => {
      const found = PHASES.find(([pattern]) => pattern.test(line))?.[1];
      if (found && found !== phase) enter(found);
    },
  });
  if (result.ok) return enter(undefined);
  if (phase) onPhase(phase, 'failed');
  const log = result.why === 'cancelled' || /already exist/.test(result.output) ? [] : await apiServerLog(tool, name);
  const cause = signal.aborted ? signal.reason : kindFailure(result, log);
  if (!/already exist/.test(result.output)) {
    await undoStart(() => removeCluster(tool, name), `kind cluster ${name}`, cause);
  }
  throw cause;
}

/** The last words of an API server that did not come up; empty when it did, or there is none. */
async function apiServerLog(tool: KindTool, name: string): Promise<string[]> {
  const script = 'cat /var/log/pods/kube-system_kube-apiserver*/kube-apiserver/*.log | tail -n 50';
  const result = await tool.container(['exec', controlPlane(name), 'sh', '-c', script], {timeout: 10_000});
  if (!result.ok) return [];
  // CRI's log format: time, stream, tag, text. The API server's errors begin with E, F or "Error".
  const texts = result.stdout.split('\n').map(line => line.replace(/^\S+ \S+ [FP] /, ''));
  return texts.filter(text => /^(Error|[EF]\d{4} )|"command failed"/.test(text)).slice(-LOG_LINES);
}
