import {existsSync, readdirSync, renameSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {readSaved} from '../../live/server/saved.js';
import {JOURNAL} from '../../run/journal/journal.js';
import {TEAMS} from '../../run/recover/found-runs.js';
import {loadDrill} from '../../scenario/load.js';
import type {GlobalFlags, Io} from '../io.js';
import {finishDead} from '../live/resume.js';
import {eventsFile} from '../run/folder.js';
import type {WorkshopFlags} from './flags.js';
import {runWorkshop} from './workshop.js';

/**
 * Goes on with a workshop whose process was killed: what its attacks have left is cleaned up first, as
 * `kubedrill cleanup` does it, and each team gets a cluster again, on which is played what it has not contained.
 *
 * @throws DrillError: 2 where nothing can go on, 3 where it still runs or its clean-up fails
 */
export async function resumeWorkshop(run: string, {out, ...own}: GlobalFlags & {out: string}, io: Io): Promise<number> {
  const dir = dirname(eventsFile(run, out));
  const saved = readSaved(dir);
  // The clean-up forgets who took part.
  const teams = new Map(teamsIn(dir).map(team => [basename(team), readSaved(team)]));
  await finishDead(dir, saved, io);
  for (const one of [dir, ...teamsIn(dir)]) setJournalAside(one);
  const flags = {...(saved.flags as unknown as WorkshopFlags & GlobalFlags), ...own};
  const {start: _, ...waiting} = flags;
  return runWorkshop(loadDrill(saved.drill), waiting, io, {dir, saved, teams});
}

const teamsIn = (dir: string): string[] => readdirSync(join(dir, TEAMS)).map(name => join(dir, TEAMS, name));

/** A second journal in one file would be taken for the first. */
function setJournalAside(dir: string): void {
  const path = join(dir, JOURNAL);
  if (existsSync(path)) renameSync(path, join(dir, `journal.before-${Date.now()}.ndjson`));
}
