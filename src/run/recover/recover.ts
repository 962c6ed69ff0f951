import {readdirSync, renameSync, rmSync} from 'node:fs';
import {basename, join} from 'node:path';
import {formatDuration} from '../../lib/duration.js';
import {messageOf, usageError} from '../../lib/errors.js';
import {Journal} from '../journal/journal.js';
import {type JournalKey, journalKey} from '../journal/key.js';
import {isGoingOn, type Unfinished} from '../journal/read.js';
import {journalSteps} from '../journal/steps.js';
import {deletePeopleFiles, exerciseFile} from '../people-files.js';
import {finish} from './finish.js';
import {type FoundRun, foundRuns} from './found-runs.js';
import type {Done, Finishing, Recovered, RecoverOptions, Recovery} from './recovery.js';

/**
 * Finishes every run of a folder whose journal was never closed. A run that is still going on is left alone, unless it
 * is named. What is not known to be written by the user's own run, for the cluster that is there now, needs a person's
 * yes.
 *
 * @param named runs, by id or folder; none: all whose process is gone.
 * @throws DrillError (exit code 2) for names of which there is no run, before anything is done.
 */
export async function cleanUpRuns(out: string, named: readonly string[], options: RecoverOptions): Promise<Recovery> {
  const {key, reason} = ownKey(options.env);
  const recovery: Recovery = {runs: [], problems: []};
  const all = foundRuns(out, key);
  refuseUnknown(named, out, all);
  for (const found of all) {
    if (found.problem !== undefined) recovery.problems.push(found.problem);
    const {unfinished} = found;
    if (!unfinished || (named.length && !named.some(name => isNamedBy(name, found)))) continue;
    if (!key && unfinished.unsealed !== undefined) unfinished.unsealed += ` (${reason})`;
    recovery.runs.push(await recover(found, unfinished, named.length > 0, options));
  }
  return recovery;
}

/** Whether a name is that of this run: its id, or its folder, alone or with the way to it. */
const isNamedBy = (name: string, {dir, unfinished}: FoundRun): boolean =>
  name === unfinished?.run || basename(name) === basename(dir);

/** A name that was mistyped must not end as "nothing to clean up". A run that has cleaned up has nothing left to do. */
function refuseUnknown(named: readonly string[], out: string, found: readonly FoundRun[]): void {
  const folders = namesIn(out);
  const unknown = named.filter(
    name =>
      !found.some(run => isNamedBy(name, run)) &&
      !folders.some(folder => folder === basename(name) || folder.endsWith(`-${name}`)),
  );
  if (!unknown.length) return;
  const open = found.flatMap(({unfinished}) => unfinished?.run ?? []).slice(-3);
  throw usageError(
    unknown.map(name => `there is no run ${name} in ${out}`).join('\n'),
    open.length
      ? [`not cleaned up: ${open.join(', ')}`]
      : ['every run there has cleaned up; --out names the folder of runs'],
  );
}

/** What stands in a folder; one that cannot be read has its problem told with the runs that were looked for. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** The user's key, or why there is none: then every journal is somebody's. */
export function ownKey(env: NodeJS.ProcessEnv): {key?: JournalKey; reason?: string} {
  try {
    return {key: journalKey(env)};
  } catch (error) {
    return {reason: messageOf(error)};
  }
}

async function recover(
  {dir, path}: FoundRun,
  unfinished: Unfinished,
  isNamed: boolean,
  options: RecoverOptions,
): Promise<Recovered> {
  const {run, pid, unsealed, seal} = unfinished;
  if (!isNamed && isGoingOn(unfinished)) {
    return {run, dir, did: `still going on (process ${pid}): left alone`, left: []};
  }
  const {olderThanMs = 0, clock} = options;
  if (!isNamed && clock.wall().getTime() - Date.parse(unfinished.startedAt) < olderThanMs) {
    const did = `begun less than ${formatDuration(olderThanMs)} ago, and may still be going on elsewhere: left alone`;
    return {run, dir, did, left: []};
  }
  const steps = journalSteps(unfinished);
  let refused: Recovered['refused'];
  const agreed = async (why: string, cluster: string): Promise<boolean> => {
    if (await options.consent?.({run, dir, cluster, why, steps})) return true;
    refused = {why, steps, next: `kubedrill cleanup ${run} --yes-this-cluster ${cluster}, if you want all of that`};
    return false;
  };
  // What somebody else has written is left as it is, and put aside as a whole once it is done.
  const journal = unsealed === undefined ? new Journal(path, seal) : {write: () => {}};
  const done = await attempt({...options, dir, unfinished, journal, agreed});
  if (refused) return {run, dir, did: 'left alone', left: [], refused};
  if (!done.refused) forgetPeople(dir);
  if (!done.left.length && !done.refused) close(path, journal, unsealed !== undefined);
  return {run, dir, ...done};
}

/** What people had is worth nothing without its run. A link that stands there is deleted, and not followed. */
function forgetPeople(dir: string): void {
  deletePeopleFiles(dir);
  rmSync(exerciseFile(dir), {force: true});
}

async function attempt(finishing: Finishing): Promise<Done> {
  const {cluster} = finishing.unfinished;
  if (!cluster) return {did: 'its cluster no longer exists: nothing to clean up', left: []};
  try {
    return await finish(finishing, cluster);
  } catch (error) {
    finishing.signal.throwIfAborted();
    return {did: 'could not be finished', left: [`${cluster.kind} ${cluster.name}: ${messageOf(error)}`]};
  }
}

function close(path: string, journal: Pick<Journal, 'write'>, foreign: boolean): void {
  if (foreign) renameSync(path, join(path, '..', 'journal.finished.ndjson'));
  else journal.write({type: 'closed'});
}
