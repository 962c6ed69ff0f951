import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {printable} from '../../lib/text/printable.js';
import type {Question, Recovered, Recovery} from '../../run/recover/recovery.js';
import {cleanUpContext} from '../cleanup/context.js';
import type {Define} from '../define.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeLines} from '../io.js';
import {durationFlag} from '../number-flags.js';
import {RUNS} from '../run/folder.js';

interface CleanupFlags extends GlobalFlags {
  out: string;
  yesThisCluster?: string;
  context?: string;
  olderThan?: string;
}

const EXAMPLES = `
Examples:
  kubedrill cleanup
  kubedrill cleanup --out /var/lib/drills --json
  kubedrill cleanup a1b2c3 --yes-this-cluster staging   a run from elsewhere, after reading what it asks for
  kubedrill cleanup --context staging --older-than 2h   a cluster on which runs died whose folders are gone

Exit codes: 0 nothing is left · 1 something is left behind · 2 a journal is broken, or needs your yes
3 the cluster cannot be asked`;

/** `kubedrill cleanup`: finishes what killed runs have left behind. */
export const define: Define = (command, io, done) => {
  command
    .argument('[runs...]', 'ids or folders of runs; default: all whose process is gone')
    .option('--out <dir>', 'where run folders are', RUNS)
    .option('--yes-this-cluster <name>', 'carry out on this cluster what a journal that is not yours asks for')
    .option('--context <name>', 'look for what dead runs left on this cluster, by its labels; in-cluster in a pod')
    .option(
      '--older-than <duration>',
      'leave runs alone that were begun later, or with --context that made something later (default there: 24h)',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (runs: string[]) => {
      const flags = command.optsWithGlobals<CleanupFlags>();
      refuseMixed(runs, flags);
      if (flags.context !== undefined) return done(await cleanUpContext(flags.context, flags, io));
      const olderThanMs = flags.olderThan === undefined ? undefined : durationFlag('--older-than', flags.olderThan);
      const {cleanUpRuns} = await import('../../run/recover/recover.js');
      const interrupts = watchInterrupts(io);
      try {
        const recovery = await cleanUpRuns(flags.out, runs, {
          clock: realClock,
          env: io.env,
          signal: interrupts.signal,
          ...(olderThanMs !== undefined && {olderThanMs}),
          consent: question => consents(question, flags, io, interrupts.signal),
        });
        if (flags.json) writeJson(io, recovery);
        else tell(recovery, io);
        done(exitCodeOf(recovery));
      } finally {
        interrupts.close();
      }
    });
};

/** @throws DrillError (exit code 2) for what does not go together. */
function refuseMixed(runs: readonly string[], {context}: CleanupFlags): void {
  if (context === undefined || !runs.length) return;
  throw usageError(`--context ${context} looks for all dead runs of a cluster: it takes no names of runs`, [
    'leave out one of the two',
  ]);
}

/** The name of the cluster, given again: as a flag, or at the terminal under all that would be done. */
async function consents(
  {run, dir, cluster, why, steps}: Question,
  {yesThisCluster}: CleanupFlags,
  io: Io,
  signal: AbortSignal,
): Promise<boolean> {
  if (yesThisCluster !== undefined) return yesThisCluster === cluster;
  if (!io.stdin.isTTY || !io.stderr.isTTY) return false;
  tellLines(io, [`run ${run} in ${dir}: ${why}`, ...steps.map(step => `  ${step}`)]);
  const {createInterface} = await import('node:readline/promises');
  const prompt = createInterface({input: io.stdin, output: io.stderr});
  try {
    const question = `To do all of that on the cluster ${printable(cluster)}, type its name: `;
    return (await prompt.question(question, {signal})).trim() === cluster;
  } finally {
    prompt.close();
  }
}

function exitCodeOf({runs, problems}: Recovery): number {
  if (runs.some(r => r.left.length)) return EXIT.missed;
  return problems.length || runs.some(r => r.refused) ? EXIT.usage : EXIT.ok;
}

function tell({runs, problems}: Recovery, io: Io): void {
  tellLines(
    io,
    problems.flatMap(problem => [`kubedrill: ${problem}`, '  next: inspect it; nothing in it was carried out']),
  );
  if (runs.length) writeLines(io, runs.flatMap(linesOf));
  else if (!problems.length) writeLines(io, ['nothing to clean up']);
}

const linesOf = ({run, did, left, foreign = [], refused}: Recovered): string[] => [
  `run ${run}: ${did}${refused ? `: ${refused.why}` : ''}`,
  ...left.map(path => `  left behind: ${path}`),
  ...foreign.map(path => `  not the run's, left alone: ${path}`),
  ...(refused ? [...refused.steps.map(step => `  asks to: ${step}`), `  next: ${refused.next}`] : []),
];
