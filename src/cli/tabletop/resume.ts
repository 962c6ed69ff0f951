import {dirname} from 'node:path';
import {readEvents} from '../../events/read.js';
import {usageError} from '../../lib/errors.js';
import {readSaved} from '../../live/server/saved.js';
import {varied} from '../../scenario/exercise/vary.js';
import {loadDrill} from '../../scenario/load.js';
import type {GlobalFlags, Io} from '../io.js';
import {eventsFile} from '../run/folder.js';
import type {TabletopFlags} from './flags.js';
import {sitDown} from './tabletop.js';

/**
 * Goes on with a tabletop whose process was killed: everything is made again from its log.
 *
 * @throws DrillError (exit code 2) where nothing can go on, or it still goes on
 */
export async function resumeTabletop(run: string, {out, ...own}: GlobalFlags & {out: string}, io: Io): Promise<number> {
  const path = eventsFile(run, out);
  const dir = dirname(path);
  const saved = readSaved(dir, 'tabletop');
  if (readEvents(path).some(({type}) => type === 'run.ended')) {
    throw usageError(`${saved.run} has ended`, [`its report: kubedrill report ${saved.run} --format aar`]);
  }
  const flags = {...(saved.flags as unknown as TabletopFlags), ...own};
  const seed = Number(flags.seed);
  return sitDown({drill: varied(loadDrill(saved.drill), seed), seed}, flags, io, {dir, saved});
}
