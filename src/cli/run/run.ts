import {chooseCluster} from '../../cluster/open.js';
import {conduct} from '../../drill/conduct.js';
import {DrillControl} from '../../drill/control.js';
import {EventLog} from '../../events/log.js';
import {realClock} from '../../lib/clock.js';
import {DrillError} from '../../lib/errors.js';
import {resultOf} from '../../report/json.js';
import {summaryText} from '../../report/summary.js';
import {writeReports} from '../../report/write.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {type ScoreCard, scoreRun} from '../../score/card.js';
import {exitCodeOf} from '../../score/exit-code.js';
import {viewOf} from '../../view/fold.js';
import type {RunView} from '../../view/view.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, wantsAscii, writeJson, writeText} from '../io.js';
import {packageVersion} from '../version.js';
import {confirmCluster} from './confirm.js';
import {runFolder} from './folder.js';
import type {RunFlags} from './options.js';
import {prepare} from './prepare.js';
import {follow} from './progress.js';

/**
 * One run from flags to exit code: prepares, conducts, scores, writes the reports and leaves the summary behind. The
 * reports of a run that was stopped are written too.
 */
export async function runDrill(
  drill: LoadedDrill,
  scenarios: readonly string[],
  flags: RunFlags & GlobalFlags,
  io: Io,
): Promise<number> {
  const {plan, request, rules, anyRule, stack} = prepare(drill, scenarios, flags, io.env);
  const control = new DrillControl();
  let leaveScreen = () => {};
  const interrupts = watchInterrupts(io, () => leaveScreen());
  try {
    await confirmCluster(request, flags.yesThisCluster, io);
    const choice = await chooseCluster(request, io.env, interrupts.signal);
    const dir = runFolder(flags.out, plan.run, realClock.wall());
    const log = new EventLog(realClock, `${dir}/events.ndjson`);
    const progress = await follow(log, io, flags, {stop: interrupts.stop, control});
    leaveScreen = () => void progress.close();
    const version = packageVersion();
    const failure = await conduct({
      ...{plan, request, choice, dir, log, rules, anyRule, control, version},
      ...(stack && {stack}),
      clock: realClock,
      abort: interrupts.signal,
      env: io.env,
    }).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    log.close();
    if (failure) await progress.close();
    await progress.finished;
    const view = viewOf(log.events);
    const card = scoreRun(view);
    const reports = writeReports(dir, view, card);
    tellResult(view, card, reports, flags, io);
    // What the person can act on is told once, by the one place that tells errors.
    if (failure && !interrupts.signal.aborted) throw failure.error;
    return interrupts.signal.aborted ? codeOf(interrupts.signal.reason) : exitCodeOf(view, card.total);
  } finally {
    interrupts.close();
  }
}

const codeOf = (reason: unknown): number => (reason instanceof DrillError ? reason.exitCode : 130);

function tellResult(
  view: RunView,
  card: ScoreCard,
  reports: readonly string[],
  flags: RunFlags & GlobalFlags,
  io: Io,
): void {
  if (flags.json) writeJson(io, resultOf(view, card));
  else {
    const width = Math.min(io.stdout.columns ?? 100, 120);
    writeText(io, `\n${summaryText(view, card, {ascii: wantsAscii(io, flags), width, reports})}`);
  }
}
