import {existsSync} from 'node:fs';
import {FLEET_FILE, loadFleet} from '../../fleet/config/load.js';
import {type FleetReport, foldFleet} from '../../fleet/fold/fold.js';
import {resultsIn} from '../../fleet/folder.js';
import {fleetOf, fromResults, fromStore, type Wanted} from '../../fleet/gather.js';
import {fleetPage} from '../../fleet/page/page.js';
import {fleetReportMarkdown, fleetReportText} from '../../fleet/words/text.js';
import {loadHistory} from '../../history/config/load.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {openKept} from '../../history/store/open.js';
import {realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {writeOutput} from '../../lib/files/files.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {printableJson, printableText} from '../../lib/text/printable.js';
import {type GlobalFlags, type Io, tellLines, writeText} from '../io.js';
import {durationFlag} from '../number-flags.js';
import {table} from '../table.js';

/** What `fleet report` is told by flags. */
export interface FleetReportFlags extends GlobalFlags {
  file?: string;
  fleet?: string;
  stale: string;
  format?: string;
  output?: string;
  historyFile?: string;
}

const FORMATS: Readonly<Record<string, (report: FleetReport) => string>> = dictionary({
  text: report => fleetReportText(report, table),
  md: fleetReportMarkdown,
  html: fleetPage,
  json: report => printableJson(report, 2),
});
export const FLEET_FORMATS = Object.keys(FORMATS);

/** `fleet report`: what a folder or a history says of a fleet's newest night. */
export async function reportFleet(where: string | undefined, flags: FleetReportFlags, io: Io): Promise<number> {
  const format = flags.format ?? (flags.json ? 'json' : 'text');
  const textOf = FORMATS[format];
  if (!textOf) throw usageError(`there is no format ${format}`, [`use one of ${FLEET_FORMATS.join(', ')}`]);
  if (where === undefined) {
    throw usageError('fleet report needs a place', ['name a folder of results, or a history: fleet report fleet/prod']);
  }
  const options = {
    now: realClock.wall().getTime(),
    staleMs: durationFlag('--stale', flags.stale, '1m', '8760h'),
    rules: loadHistory(flags.historyFile),
  };
  const report = await reportOf(where, flags, options, io);
  if (flags.output === undefined) writeText(io, textOf(report));
  else writeOutput(flags.output, `${printableText(textOf(report).trimEnd())}\n`);
  return report.exitCode;
}

async function reportOf(
  where: string,
  flags: FleetReportFlags,
  options: {now: number; staleMs: number; rules: RuleSettings},
  io: Io,
): Promise<FleetReport> {
  const named = flags.file ?? (existsSync(FLEET_FILE) ? FLEET_FILE : undefined);
  const file = named === undefined ? undefined : loadFleet(named);
  const wanted = (names: readonly string[]): Wanted => {
    const fleet = fleetOf(names, {file, name: flags.fleet});
    return {fleet, ...(file?.fleet === fleet && {file})};
  };
  if (/^(file|postgres(ql)?):/.test(where)) {
    const store = await openKept(where);
    try {
      const about = wanted((await store.places()).map(({fleet}) => fleet).filter(Boolean));
      return await foldFleet(about.fleet, fromStore(store, about), options);
    } finally {
      await store.close();
    }
  }
  const found = await resultsIn(where, io.env);
  tellLines(
    io,
    found.refused.map(why => `kubedrill: left out: ${why}`),
  );
  const about = wanted([...found.records, ...found.outcomes].map(({fleet}) => fleet).filter(Boolean));
  return foldFleet(about.fleet, fromResults(found, about), options);
}
