import {renameSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {realClock} from '../../lib/clock.js';
import {environmentError, usageError} from '../../lib/errors.js';
import {readSaved, type SavedExercise} from '../../live/server/saved.js';
import {JOURNAL} from '../../run/journal/journal.js';
import {cleanUpRuns} from '../../run/recover/recover.js';
import {varied} from '../../scenario/exercise/vary.js';
import {loadDrill} from '../../scenario/load.js';
import {type GlobalFlags, type Io, tellLines} from '../io.js';
import {eventsFile} from '../run/folder.js';
import {type LiveFlags, runLive} from './live.js';

/**
 * Goes on with a drill with people whose conductor was killed: what its attacks have left is cleaned up first, as
 * `kubedrill cleanup` does it, and those to come are played on a new cluster.
 *
 * @throws DrillError: 2 where nothing can go on, 3 where the conductor still runs or its clean-up fails
 */
export async function resumeLive(run: string, {out, ...own}: GlobalFlags & {out: string}, io: Io): Promise<number> {
  const dir = dirname(eventsFile(run, out));
  const saved = readSaved(dir, 'live');
  await finishDead(dir, saved, io);
  // A second journal in one file would be taken for the first.
  renameSync(join(dir, JOURNAL), join(dir, `journal.before-${Date.now()}.ndjson`));
  const flags = {...(saved.flags as unknown as LiveFlags & GlobalFlags), ...own};
  const {start: _, ...waiting} = flags;
  return runLive(varied(loadDrill(saved.drill), Number(flags.seed)), waiting, io, {dir, saved});
}

/**
 * Cleans up what a conductor that was killed has left.
 *
 * @throws DrillError: 2 where it still runs, 3 where something cannot be cleaned up
 */
export async function finishDead(dir: string, {run}: SavedExercise, io: Io): Promise<void> {
  const signal = new AbortController().signal;
  const {runs, problems} = await cleanUpRuns(dirname(dir), [], {clock: realClock, env: io.env, signal});
  const found = runs.find(one => one.run === run);
  if (problems.length) tellLines(io, problems);
  if (found?.did.startsWith('still going on')) {
    throw usageError(`the conductor of ${run} is ${found.did}`, ['join it at the address that it printed']);
  }
  if (found?.left.length || found?.refused) {
    throw environmentError(`what run ${run} left behind could not be cleaned up: ${found.left.join(', ')}`, [
      `kubedrill cleanup ${run}`,
    ]);
  }
  if (found) tellLines(io, [`kubedrill: ${run}: ${found.did}`]);
}
