import {dirname} from 'node:path';
import {readEvents} from '../../events/read.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {anonymous} from '../../report/aar/anonymous.js';
import {resultOf} from '../../report/data/json.js';
import {FORMAT_NAMES, type ReportFormat, rendererOf} from '../../report/formats.js';
import {summaryText} from '../../report/summary.js';
import {workshopRecord} from '../../report/workshop/record.js';
import {writeReports} from '../../report/write.js';
import {type ScoreCard, scoreRun} from '../../score/card.js';
import {viewOf} from '../../view/fold.js';
import type {RunView} from '../../view/view.js';
import type {Define} from '../define.js';
import {type GlobalFlags, type Io, wantsAscii, writeJson, writeResult, writeText} from '../io.js';
import {writeAfterAction} from '../live/after-action.js';
import {eventsFile, RUNS} from '../run/folder.js';
import {sendRun} from '../send/send.js';
import {type SendFlags, sendOptions, targetsOf} from '../send/targets.js';
import {reportWorkshop} from '../workshop/report.js';

interface ReportFlags extends GlobalFlags, SendFlags {
  format?: string;
  output?: string;
  out: string;
  ascii?: boolean;
  anonymous?: boolean;
}

const EXAMPLES = `
Examples:
  kubedrill report latest                          the summary, and every report written again
  kubedrill report latest --format md              one format on stdout
  kubedrill report runs/… --format html --output drill.html
  kubedrill report latest --push http://pushgateway:9091   its metrics, once more
  kubedrill report latest --format aar --anonymous   after a drill with people: roles for names`;

const NAMES = [...FORMAT_NAMES, 'aar'].join(', ');

/** `kubedrill report`: renders a recorded run again, from its event log alone. */
export const define: Define = (command, io, done) => {
  sendOptions(command)
    .argument('[run]', 'run folder, its events.ndjson, its id, or latest', 'latest')
    .option(
      '--format <format>',
      `one of ${NAMES}; aar,pdf fails where no PDF can be printed; default: all that a run's folder has`,
    )
    .option(
      '--output <file>',
      'write that one format to a file instead of stdout; of aar, which is several, to a folder',
    )
    .option('--anonymous', 'roles in the place of names of people; with --format')
    .option('--out <dir>', 'where run folders are', RUNS)
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (run: string) => {
      done(await report(run, command.optsWithGlobals<ReportFlags>(), io));
    });
};

async function report(run: string, flags: ReportFlags, io: Io): Promise<number> {
  const {format, output} = flags;
  const targets = targetsOf(flags, io.env);
  const file = eventsFile(run, flags.out);
  if (flags.anonymous && format === undefined && !flags.json)
    throw usageError('--anonymous goes with --format or --json');
  const read = readEvents(file);
  const record = workshopRecord(read, {anonymous: flags.anonymous === true});
  if (record) {
    if (targets.push || targets.otlp)
      throw usageError('a workshop is not a run: it has no score and no metrics to send', []);
    return reportWorkshop(record, dirname(file), flags, io);
  }
  const {events, told} = flags.anonymous ? anonymous(read) : {events: read};
  const view = viewOf(events);
  const card = scoreRun(view);
  if (format === 'aar' || format === 'aar,pdf')
    await writeAfterAction({view, card, dir: dirname(file), output, told, needsPdf: format !== 'aar'}, io);
  else if (format !== undefined) writeResult(formatOf(format)(view, card), output, io);
  else if (flags.json) writeJson(io, resultOf(view, card));
  else tellAll(dirname(file), {view, card}, flags, io);
  return (await sendRun(targets, {view, card}, io)) ? EXIT.ok : EXIT.environment;
}

/** @throws DrillError (exit code 2) where there is none of that name */
function formatOf(name: string): ReportFormat['render'] {
  const render = rendererOf(name);
  if (!render) throw usageError(`there is no format ${name}`, [`use one of ${NAMES}`]);
  return render;
}

function tellAll(dir: string, {view, card}: {view: RunView; card: ScoreCard}, flags: ReportFlags, io: Io): void {
  const {paths: reports, error} = writeReports(dir, view, card);
  const width = Math.min(io.stdout.columns ?? 100, 120);
  writeText(io, summaryText(view, card, {ascii: wantsAscii(io, flags), width, reports}));
  if (error) throw error;
}
