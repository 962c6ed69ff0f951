import {join} from 'node:path';
import {IN_CLUSTER} from '../../cluster/request.js';
import type {Fleet, FleetEntry} from '../../fleet/config/load.js';
import {DEFAULT_RESULTS} from '../../fleet/config/schema.js';
import {OUTCOME_FILE, type Outcome} from '../../fleet/outcome.js';
import {realClock} from '../../lib/clock.js';
import {EXIT} from '../../lib/errors.js';
import {makeDir, writeAtomic} from '../../lib/files/files.js';
import {isS3} from '../../lib/s3/address.js';
import {loadDrill} from '../../scenario/load.js';
import {tellError} from '../errors.js';
import type {GlobalFlags, Io} from '../io.js';
import {runFolders} from '../run/folder.js';
import type {RunFlags} from '../run/options.js';
import {runDrill} from '../run/run.js';
import {confirmUid} from './confirm.js';
import {quietIo} from './quiet-io.js';
import {upload} from './upload.js';

/** What all entries of a fleet's run have in common. */
export interface FleetRun {
  fleet: Fleet;
  /** Stands for `{date}` in where results go. */
  date: string;
  history?: string | true;
  historyFile?: string;
  debug?: boolean;
}

/** What came of an entry, and where that is. */
export interface Played {
  outcome: Outcome;
  place: string;
}

/** Plays the drill on one cluster and leaves its results in a folder of its own. It never throws for what is the cluster's. */
export async function playEntry(entry: FleetEntry, run: FleetRun, io: Io, signal: AbortSignal): Promise<Played> {
  const {fleet} = run;
  const place = resultsOf(fleet, entry.name, run.date);
  // What a killed run has to undo is written down here, wherever its results go.
  const folder = isS3(place) ? resultsOf({...fleet, results: DEFAULT_RESULTS}, entry.name, run.date) : place;
  makeDir(folder);
  const before = new Set(runFolders(folder));
  const started = realClock.wall().toISOString();
  const own = quietIo(entry.name, io);
  const exitCode = await played(entry, run, folder, own, signal);
  const [why] = own.told();
  const outcome: Outcome = {
    schemaVersion: 1,
    ...{fleet: fleet.fleet, cluster: entry.name, labels: entry.labels},
    ...{started, ended: realClock.wall().toISOString(), exitCode},
    ...(exitCode !== 0 && why !== undefined && {why: why.replace(/^kubedrill: /, '')}),
  };
  writeAtomic(join(folder, OUTCOME_FILE), `${JSON.stringify(outcome, null, 2)}\n`);
  if (!isS3(place)) return {outcome, place};
  try {
    await upload(place, {folder, run: runFolders(folder).find(path => !before.has(path))}, io.env);
    return {outcome, place};
  } catch (error) {
    const code = tellError(error, own, {debug: run.debug ?? false});
    return {outcome: exitCode === EXIT.ok ? {...outcome, exitCode: code} : outcome, place: folder};
  }
}

/** Where results of a cluster go on a day. */
const resultsOf = ({fleet, results}: Pick<Fleet, 'fleet' | 'results'>, cluster: string, date: string): string =>
  results.replaceAll('{fleet}', fleet).replaceAll('{date}', date).replaceAll('{cluster}', cluster);

async function played(entry: FleetEntry, run: FleetRun, folder: string, io: Io, signal: AbortSignal): Promise<number> {
  try {
    await confirmUid(entry, io.env, signal);
    return await runDrill(loadDrill(run.fleet.drill), [], flagsOf(entry, run, folder), io);
  } catch (error) {
    return tellError(error, io, {debug: run.debug ?? false});
  }
}

/** What `run` would be told by flags. */
function flagsOf(
  {name, cluster, context, confirm, labels, settings}: FleetEntry,
  {fleet, history, historyFile}: FleetRun,
  out: string,
): RunFlags & GlobalFlags {
  const {retry, parallel, slaFactor, ...same} = settings;
  const yes = context === IN_CLUSTER ? confirm : context;
  return {
    ...same,
    ...{drill: fleet.drill, cluster, out, fleet: fleet.fleet, clusterName: name},
    ...(context !== undefined && {context}),
    ...(yes !== undefined && {yesThisCluster: yes}),
    label: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ...(retry !== undefined && {retry: String(retry)}),
    ...(parallel !== undefined && {parallel: String(parallel)}),
    ...(slaFactor !== undefined && {slaFactor: String(slaFactor)}),
    ...(history !== undefined && {history}),
    ...(historyFile !== undefined && {historyFile}),
    ...{quiet: true, tui: false},
  };
}
