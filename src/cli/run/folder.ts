import {existsSync, lstatSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, usageError} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';

/** Where runs are kept when nothing else is said. */
export const RUNS = 'runs';

/** The folder of a new run: its name sorts by time. */
export const runFolder = (out: string, run: string, at: Date): string =>
  join(out, `${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${run}`);

/**
 * Every folder of a recorded run below `out`, oldest first. Links are no run folders, wherever they lead.
 *
 * @throws DrillError (exit code 2) when `out` is there and not a folder that can be read.
 */
export function runFolders(out: string): string[] {
  const isFolder = (path: string) => lstatSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
  return namesIn(out)
    .sort()
    .map(name => join(out, name))
    .filter(path => isFolder(path) && lstatSync(join(path, 'events.ndjson'), {throwIfNoEntry: false}) !== undefined);
}

function namesIn(out: string): string[] {
  try {
    return readdirSync(out);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    unlessOutOfFiles(error);
    throw usageError(`run folders cannot be looked for: ${messageOf(error)}`, ['name a folder with --out']);
  }
}

/**
 * The event log of a run: `latest`, a run's id, its folder or the file itself.
 *
 * @throws DrillError (exit code 2) when there is none.
 */
export function eventsFile(run: string, out: string): string {
  if (existsSync(run)) return statSync(run).isDirectory() ? join(run, 'events.ndjson') : run;
  const folders = runFolders(out);
  const found = run === 'latest' ? folders.at(-1) : folders.find(path => path.endsWith(`-${run}`));
  if (found) return join(found, 'events.ndjson');
  const known = folders.slice(-3).map(path => path);
  throw usageError(
    `there is no run ${run}`,
    known.length ? [`newest: ${known.join(', ')}`] : [`no runs in ${out}/ yet`],
  );
}
