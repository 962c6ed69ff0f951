import {ApiClient} from '../../cluster/api/client.js';
import {kubeConfigFor} from '../../cluster/existing/kubeconfig.js';
import {realClock} from '../../lib/clock.js';
import {EXIT} from '../../lib/errors.js';
import {cleanUpLabelled, type LabelledRecovery, type LabelledRun} from '../../run/recover/labelled.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeLines} from '../io.js';
import {durationFlag} from '../number-flags.js';
import {confirmCluster} from '../run/confirm.js';

/** What `cleanup --context` is asked with. */
interface ContextFlags extends GlobalFlags {
  yesThisCluster?: string;
  olderThan?: string;
}

/** Longer than any drill that does not go on: with people, too. */
const A_DAY = '24h';

/** `kubedrill cleanup --context`: what dead runs left on a cluster, without their journals; returns the exit code. */
export async function cleanUpContext(context: string, flags: ContextFlags, io: Io): Promise<number> {
  const olderThanMs = durationFlag('--older-than', flags.olderThan ?? A_DAY);
  const interrupts = watchInterrupts(io);
  try {
    await confirmCluster(
      {context},
      flags.yesThisCluster,
      io,
      interrupts,
      'clean-up would delete what dead runs left on',
    );
    const recovery = await cleanUpOn(context, olderThanMs, io.env);
    if (flags.json) writeJson(io, recovery);
    else tell(recovery, io);
    return recoveryCode(recovery);
  } finally {
    interrupts.close();
  }
}

/** Takes back what dead runs left on the cluster of a context, which is known to be meant. */
export async function cleanUpOn(
  context: string,
  olderThanMs: number,
  env: NodeJS.ProcessEnv,
): Promise<LabelledRecovery> {
  const client = new ApiClient(kubeConfigFor(context, env).config, 'kubedrill');
  try {
    return await cleanUpLabelled({client, clock: realClock, olderThanMs});
  } finally {
    await client.close();
  }
}

/** The exit code of a clean-up. */
export function recoveryCode({runs, unseen}: LabelledRecovery): number {
  if (runs.some(({left}) => left.length)) return EXIT.missed;
  return unseen.length ? EXIT.environment : EXIT.ok;
}

function tell(recovery: LabelledRecovery, io: Io): void {
  const {runs, unseen} = recovery;
  tellLines(io, unseenLines(recovery));
  if (runs.length) writeLines(io, recoveryLines(recovery));
  else writeLines(io, [unseen.length ? 'nothing else to clean up' : 'nothing to clean up']);
}

/** What could not be looked at, and what to do. */
export const unseenLines = ({unseen}: LabelledRecovery): string[] =>
  unseen.length
    ? [
        ...unseen.map(what => `kubedrill: what dead runs left there is not known: ${what}`),
        '  next: `kubedrill plan --all --rbac` prints what clean-up needs, too',
      ]
    : [];

/** What became of each dead run. */
export const recoveryLines = ({runs}: LabelledRecovery): string[] => runs.flatMap(linesOf);

function linesOf({run, found, kept, left}: LabelledRun): string[] {
  const objects = found.length === 1 ? '1 object' : `${found.length} objects`;
  if (kept !== undefined) {
    return [`run ${run}: ${objects} left alone: ${kept}`, '  next: if it is over, say so with a shorter --older-than'];
  }
  return [
    left.length ? `run ${run}: not all of ${objects} deleted` : `run ${run}: ${objects} deleted`,
    ...left.map(path => `  left behind: ${path}`),
  ];
}
