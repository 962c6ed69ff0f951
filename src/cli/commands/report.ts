import {writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {readEvents} from '../../events/read.js';
import {usageError} from '../../lib/errors.js';
import {onDisk} from '../../lib/files/disk.js';
import {resultOf} from '../../report/data/json.js';
import {FORMATS, type Format} from '../../report/formats.js';
import {summaryText} from '../../report/summary.js';
import {writeReports} from '../../report/write.js';
import {scoreRun} from '../../score/card.js';
import {viewOf} from '../../view/fold.js';
import type {Define} from '../define.js';
import {type GlobalFlags, wantsAscii, writeJson, writeText} from '../io.js';
import {eventsFile, RUNS} from '../run/folder.js';

interface ReportFlags extends GlobalFlags {
  format?: string;
  output?: string;
  out: string;
  ascii?: boolean;
}

const EXAMPLES = `
Examples:
  kubedrill report latest                          the summary, and every report written again
  kubedrill report latest --format md              one format on stdout
  kubedrill report runs/… --format html --output drill.html`;

/** `kubedrill report`: renders a recorded run again, from its event log alone. */
export const define: Define = (command, io, done) => {
  const formats = Object.keys(FORMATS).join(', ');
  command
    .argument('[run]', 'run folder, its events.ndjson, its id, or latest', 'latest')
    .option('--format <format>', `one of ${formats}; default: all of them, into the run's folder`)
    .option('--output <file>', 'write that one format to a file instead of stdout')
    .option('--out <dir>', 'where run folders are', RUNS)
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action((run: string) => {
      const flags = command.optsWithGlobals<ReportFlags>();
      const file = eventsFile(run, flags.out);
      const view = viewOf(readEvents(file));
      const card = scoreRun(view);
      if (flags.format !== undefined) {
        if (!Object.hasOwn(FORMATS, flags.format))
          throw usageError(`there is no format ${flags.format}`, [`use one of ${formats}`]);
        const text = FORMATS[flags.format as Format].render(view, card);
        if (flags.output === undefined) writeText(io, text);
        else writeOutput(flags.output, text);
      } else if (flags.json) writeJson(io, resultOf(view, card));
      else {
        const {paths: reports, error} = writeReports(dirname(file), view, card);
        const width = Math.min(io.stdout.columns ?? 100, 120);
        writeText(io, summaryText(view, card, {ascii: wantsAscii(io, flags), width, reports}));
        if (error) throw error;
      }
      done(0);
    });
};

/** The user's own file: with the modes that they are used to, and through a link that they have set. */
const writeOutput = (path: string, text: string): void => onDisk(path, () => writeFileSync(path, text));
