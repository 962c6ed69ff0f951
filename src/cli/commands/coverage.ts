import {chooseCluster} from '../../cluster/open.js';
import {realClock} from '../../lib/clock.js';
import {packaged} from '../../lib/paths.js';
import {loadRules} from '../../sigma/load/load.js';
import {loadStack} from '../../sources/stack/load.js';
import {webhookTarget} from '../../sources/stack/webhook-target.js';
import {linesFlag, withinFlag} from '../coverage/flags.js';
import type {Define} from '../define.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, wantsAscii, writeJson, writeText} from '../io.js';
import {clusterOptions} from '../run/cluster-options.js';
import {confirmCluster} from '../run/confirm.js';
import {RUNS, runFolder} from '../run/folder.js';
import {clusterRequest, type RunFlags} from '../run/options.js';
import {packageVersion} from '../version.js';

/** The flags of `coverage`; those about the cluster are those of `run`. */
type CoverageFlags = Omit<RunFlags, 'drill'> & GlobalFlags & {lines: string; within?: string; workloadImage: string};

/** It has a shell, and most clusters can have it; a node that holds it does not pull it. */
const IMAGE = 'busybox:stable';

const EXAMPLES = `
Examples:
  kubedrill coverage --stack stack.yaml --reuse             on the cluster that \`kubedrill cluster up\` made
  kubedrill coverage --stack stack.yaml --cluster existing --context staging
  kubedrill coverage --stack stack.yaml --lines 100 --within 10s --json
  kubedrill coverage --cluster simulated                    without a stack: to the source only

Exit codes: 0 all that was tried arrived in time · 1 something is missing, lossy or late · 2 usage or invalid files
3 environment not ready · 4 cannot be determined`;

/** `kubedrill coverage`: flags become one call of `coverage`. */
export const define: Define = (command, io, done) => {
  clusterOptions(
    command
      .option('--stack <file>', 'your own logging: a stack file, whose `logs` say where each log source is kept')
      .option('--lines <number>', 'markers for each log source', '1000')
      .option(
        '--within <duration>',
        'what counts as in time; default: what the stack file promises for collected, or 30s',
      ),
  )
    .option('--workload-image <image>', 'image of the pods that write markers; needs a shell', IMAGE)
    .option('--out <dir>', 'where run folders are made', RUNS)
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      done(await runCoverage(command.optsWithGlobals<CoverageFlags>(), io));
    });
};

async function runCoverage(flags: CoverageFlags, io: Io): Promise<number> {
  const stack = flags.stack === undefined ? undefined : loadStack(flags.stack, io.env);
  const lines = linesFlag(flags.lines);
  const withinMs = withinFlag(flags.within, stack);
  const request = {...clusterRequest({...flags, drill: ''}, io.env), ...(stack && webhookTarget(stack))};
  const interrupts = watchInterrupts(io);
  try {
    await confirmCluster(request, flags.yesThisCluster, io, interrupts);
    const choice = await chooseCluster(request, io.env, interrupts.signal);
    const {coverage} = await import('../../coverage/coverage.js');
    const {exitCodeOf} = await import('../../coverage/exit-code.js');
    const {coverageText, progressLine} = await import('../coverage/text.js');
    const {newRunId} = await import('../../drill/plan/plan.js');
    const run = newRunId();
    const say = (text: string) => {
      if (!flags.quiet) tellLines(io, [text]);
    };
    say(`cluster: ${choice.kind} (${choice.reason})`);
    const result = await coverage({
      ...{request, choice, run, lines, withinMs},
      ...(stack && {stack}),
      dir: runFolder(flags.out, run, realClock.wall()),
      image: flags.workloadImage,
      rules: loadRules([packaged('rules')]).set,
      version: packageVersion(),
      clock: realClock,
      abort: interrupts.signal,
      env: io.env,
      onPhase: (phase, state, detail) => say(`${phase}: ${state}${detail === undefined ? '' : `, ${detail}`}`),
      onTrace: trace => say(progressLine(trace)),
    });
    if (flags.json) writeJson(io, result);
    else writeText(io, `\n${coverageText(result, wantsAscii(io, flags))}`);
    return exitCodeOf(result);
  } finally {
    interrupts.close();
  }
}
