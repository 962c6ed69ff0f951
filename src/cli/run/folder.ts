import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {usageError} from '../../lib/errors.js';

/** Where runs are kept when nothing else is said. */
export const RUNS = 'runs';

/** The folder of a new run: its name sorts by time. */
export const runFolder = (out: string, run: string, at: Date): string =>
  join(out, `${at.toISOString().slice(0, 19).replaceAll(':', '-')}-${run}`);

/** Every folder of a recorded run below `out`, oldest first. */
export function runFolders(out: string): string[] {
  if (!existsSync(out)) return [];
  return readdirSync(out)
    .sort()
    .map(name => join(out, name))
    .filter(path => statSync(path).isDirectory() && existsSync(join(path, 'events.ndjson')));
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
