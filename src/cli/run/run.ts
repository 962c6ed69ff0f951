import {chooseCluster} from '../../cluster/open.js';
import {conduct} from '../../drill/conduct.js';
import {DrillControl} from '../../drill/control.js';
import type {Plan} from '../../drill/plan/plan.js';
import {EventLog} from '../../events/log.js';
import {historyFile as historyFileNamed, loadHistory} from '../../history/config/load.js';
import type {HistoryFile} from '../../history/config/schema.js';
import {recordOf} from '../../history/store/record.js';
import {realClock} from '../../lib/clock.js';
import {Interrupted} from '../../lib/errors.js';
import {probeDir} from '../../lib/files/files.js';
import {problemLine} from '../../lib/yaml/yaml-file.js';
import {resultOf} from '../../report/data/json.js';
import {summaryText} from '../../report/summary.js';
import {writeReports} from '../../report/write.js';
import type {LoadedDrill} from '../../scenario/load.js';
import {type ScoreCard, scoreRun} from '../../score/card.js';
import {exitCodeOf} from '../../score/exit-code.js';
import {viewOf} from '../../view/fold.js';
import type {RunView} from '../../view/view.js';
import {judgedBeside} from '../history/judged.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, wantsAscii, writeJson, writeText} from '../io.js';
import {scenarioWarnings} from '../lint/scenario-warnings.js';
import {type LiveSocket, listenForPeople} from '../live/socket.js';
import {notifyChanges} from '../notify/notify.js';
import {sendRun} from '../send/send.js';
import {targetsOf} from '../send/targets.js';
import {packageVersion} from '../version.js';
import {confirmCluster} from './confirm.js';
import {refuseFewFiles} from './file-limit.js';
import {runFolder} from './folder.js';
import {historyOf, keepRun} from './history.js';
import {quarantinedIn} from './history-file.js';
import {identityOf, namesOf} from './identity.js';
import type {RunFlags} from './options.js';
import {prepare} from './prepare.js';
import {follow, type Progress} from './progress.js';

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
  namesOf(flags);
  const historyFile = loadHistory(flags.historyFile);
  const quarantine = quarantinedIn(plan, historyFile, realClock.wall());
  const targets = targetsOf(flags, io.env);
  const history = await historyOf(flags, historyFile, io);
  // What only a history can decide is asked where there is one.
  if (history !== undefined) plan.gates.push(...(historyFile.gates as Plan['gates']));
  refuseFewFiles(plan.settings.parallel);
  if (!flags.quiet) tellLines(io, scenarioWarnings(plan).map(problemLine));
  const control = new DrillControl();
  let leaveScreen = () => {};
  let live: LiveSocket | undefined;
  const interrupts = watchInterrupts(io, () => leaveScreen());
  try {
    await confirmCluster(request, flags.yesThisCluster, io, interrupts);
    const choice = await chooseCluster(request, io.env, interrupts.signal);
    const identity = await identityOf(flags, request, choice, io.env);
    const dir = runFolder(flags.out, plan.run, realClock.wall());
    probeDir(dir);
    const log = new EventLog(realClock, `${dir}/events.ndjson`);
    const progress = await follow(log, io, flags, {stop: interrupts.stop, control});
    live = await openLive(plan, control, io);
    leaveScreen = () => void progress.close();
    const version = packageVersion();
    const failure = await conduct({
      ...{plan, request, choice, dir, log, rules, anyRule, control, identity, version, quarantine},
      ...(stack && {stack}),
      ...(history !== undefined && {beforeEnd: () => judgedBeside(history, log, historyFile)}),
      clock: realClock,
      abort: interrupts.signal,
      env: io.env,
    }).then(
      () => undefined,
      (error: unknown) => ({error}),
    );
    log.close();
    await leftAlone(progress, interrupts.signal, failure !== undefined);
    const view = viewOf(log.events);
    const card = scoreRun(view);
    const reports = writeReports(dir, view, card);
    tellResult(view, card, reports.paths, flags, io);
    // What the person can act on is reported once, by the one place that reports errors.
    const exitCode = await keepRun(history, {log, dir}, exitCodeOf(view, card.total), io);
    await sendRun(targets, {view, card}, io);
    await notifyOf(log, {url: history, config: historyFile, file: historyFileNamed(flags.historyFile)}, io);
    const ended = endedEarly(interrupts.signal, failure);
    if (ended?.error instanceof Interrupted) return ended.error.exitCode;
    if (ended || reports.error) throw ended?.error ?? reports.error;
    return exitCode;
  } finally {
    await live?.close();
    interrupts.close();
  }
}

/** Only a run that is kept in a history has nights to differ from. */
async function notifyOf(
  {events}: EventLog,
  {url, ...kept}: {url: string | undefined; config: HistoryFile; file: string | undefined},
  io: Io,
): Promise<void> {
  const run = url === undefined ? undefined : recordOf(events);
  if (url !== undefined && run) await notifyChanges({url, run, ...kept}, io);
}

/** Nobody responds to a nightly run: nothing listens. */
async function openLive({run, settings}: Plan, control: DrillControl, io: Io): Promise<LiveSocket | undefined> {
  if (!settings.respond) return undefined;
  const live = await listenForPeople(run, control, io.env);
  if (typeof live !== 'string') return live;
  tellLines(io, [`kubedrill: \`kubedrill live ack A1 --as NAME\` cannot be used with this run: ${live}`]);
  return undefined;
}

/** What ended the run before its time. A signal at the closing screen ends only the screen. */
export function endedEarly({aborted, reason}: AbortSignal, failure?: {error: unknown}): {error: unknown} | undefined {
  if (!aborted) return failure;
  return failure || !(reason instanceof Interrupted) ? {error: reason} : undefined;
}

/** Resolves when nothing more is on the screen: a person may look at the score for as long as no signal comes. */
async function leftAlone({finished, close}: Progress, signal: AbortSignal, atOnce: boolean): Promise<void> {
  const leave = () => void close().catch(() => {});
  if (atOnce || signal.aborted) leave();
  signal.addEventListener('abort', leave, {once: true});
  await finished;
}

/** Leaves the result behind: on stdout, as text or JSON. */
export function tellResult(
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
