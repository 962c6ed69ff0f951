import {lstatSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../../lib/errors.js';
import {unlessOutOfFiles} from '../../lib/files/open-files.js';
import {distrusted} from '../../lib/files/own-files.js';
import {JOURNAL} from '../journal/journal.js';
import type {JournalKey} from '../journal/key.js';
import {readJournal, type Unfinished} from '../journal/read.js';

/** Where the runs of teams are, in the folder of their workshop. */
export const TEAMS = 'teams';

/** A run folder whose journal asks for something, or cannot be read. */
export interface FoundRun {
  dir: string;
  /** The path of its journal. */
  path: string;
  /** What is still to be done; absent where the reason stands in `problem`. */
  unfinished?: Unfinished;
  /** Why nothing of it is obeyed, with its name and place. */
  problem?: string;
}

/**
 * The runs of a folder that were not closed, oldest first. One that cannot be read stops no other. Links are not
 * followed, and what others could have written is not read.
 */
export function foundRuns(out: string, key?: JournalKey): FoundRun[] {
  let names: string[];
  try {
    names = readdirSync(out).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    unlessOutOfFiles(error);
    return [{dir: out, path: out, problem: `${out} cannot be read: ${messageOf(error)}`}];
  }
  return names.flatMap(name => foundRun(join(out, name), key).concat(foundTeams(join(out, name), key)));
}

/** A workshop has a run for each team, and one for each cluster that a team has had. */
function foundTeams(dir: string, key?: JournalKey): FoundRun[] {
  if (!isFolder(dir)) return [];
  return foldersIn(join(dir, TEAMS)).flatMap(team => [
    ...foundRun(team, key),
    ...foldersIn(team).flatMap(sitting => foundRun(sitting, key)),
  ]);
}

/** Links are not followed, and what cannot be read has no teams that anybody could see. */
function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

function foldersIn(dir: string): string[] {
  if (!isFolder(dir)) return [];
  return readdirSync(dir, {withFileTypes: true})
    .filter(entry => entry.isDirectory())
    .map(({name}) => join(dir, name))
    .sort();
}

function foundRun(dir: string, key?: JournalKey): FoundRun[] {
  const path = join(dir, JOURNAL);
  try {
    const stats = lstatSync(dir);
    if (stats.isSymbolicLink()) return [{dir, path, problem: `${dir} is a symbolic link, which is not followed`}];
    if (!stats.isDirectory()) return [];
    const unfinished = readJournal(path, key);
    if (!unfinished) return [];
    const why = distrusted(stats);
    return why ? [{dir, path, problem: `${dir} ${why}`}] : [{dir, path, unfinished}];
  } catch (error) {
    unlessOutOfFiles(error);
    return [{dir, path, problem: messageOf(error)}];
  }
}
