import {basename} from 'node:path';
import {OUTCOME_FILE} from '../../fleet/outcome.js';
import {entriesOf, tooOld} from '../../fleet/prune/choose.js';
import {resultsPlace} from '../../fleet/prune/place.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeText} from '../io.js';
import {daysFlag} from '../number-flags.js';

/** The flags of `fleet prune`. */
export interface FleetPruneFlags extends GlobalFlags {
  keep?: string;
  dryRun?: boolean;
}

const DAY_MS = 86_400_000;

/**
 * `fleet prune`: removes results of old nights below a folder or a place in S3. It removes what it knows: runs beside an
 * outcome, and outcomes. The newest of each cluster stays, and so does a run that has not cleaned up yet.
 */
export async function pruneFleet(where: string | undefined, flags: FleetPruneFlags, io: Io): Promise<number> {
  if (where === undefined) {
    throw usageError('fleet prune needs a place', ['name a folder of results: fleet prune fleet/prod --keep 90d']);
  }
  if (flags.keep === undefined) throw usageError('fleet prune needs --keep', ['write --keep 90d']);
  const before = realClock.wall().getTime() - daysFlag('--keep', flags.keep) * DAY_MS;
  const place = resultsPlace(where, io.env);
  const files = await place.files();
  const texts = new Map<string, string>();
  for (const file of files.filter(name => basename(name) === OUTCOME_FILE)) texts.set(file, await place.read(file));
  const entries = entriesOf(files, texts);
  const {runs, outcomes} = tooOld(entries, before);
  const looked = runs.map(run => ({run, why: place.whyKept(run)}));
  const kept = looked.flatMap(({why}) => why ?? []);
  const gone = looked.flatMap(({run, why}) => (why === undefined ? [run] : []));
  // An outcome says whose the runs beside it are: it goes after them, and stays with those that stay.
  const staying = new Set(entries.filter(({runs: own}) => own.some(run => !gone.includes(run))).map(({file}) => file));
  const last = outcomes.filter(file => !staying.has(file));
  if (!flags.dryRun) {
    for (const run of gone) await place.removeRun(run);
    for (const file of last) await place.removeFile(file);
  }
  tellLines(
    io,
    kept.map(why => `kubedrill: left alone: ${why}`),
  );
  if (flags.json) writeJson(io, {runs: gone.map(({dir}) => dir), outcomes: last, kept});
  else writeText(io, textOf(gone.length, last.length, flags.dryRun ?? false));
  return EXIT.ok;
}

const textOf = (runs: number, outcomes: number, dry: boolean): string =>
  `${runs} ${runs === 1 ? 'run' : 'runs'} and ${outcomes} ${outcomes === 1 ? 'outcome' : 'outcomes'} ${dry ? 'would be ' : ''}removed`;
