import type {Fleet, FleetEntry} from '../../fleet/config/load.js';
import {inShard, type Shard} from '../../fleet/shard.js';
import {atOnce} from '../../lib/at-once.js';
import type {LabelledRecovery} from '../../run/recover/labelled.js';
import {cleanUpOn, recoveryCode, recoveryLines, unseenLines} from '../cleanup/context.js';
import {tellError} from '../errors.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeLines} from '../io.js';
import {confirmUid} from './confirm.js';
import {quietIo} from './quiet-io.js';
import {worstOf} from './worst.js';

/** What came of looking at one cluster. */
interface Cleaned extends Partial<LabelledRecovery> {
  cluster: string;
  exitCode: number;
  /** Why it could not be looked at. */
  why?: string;
}

/**
 * `fleet cleanup`: takes back what dead runs left on the clusters of a part of a fleet, whose folders went with their pods.
 * Each is known by its UID, as it is before a drill; what is not a context has nothing that outlives its run.
 *
 * @returns the exit code, the worst of all
 */
export async function cleanUpFleet(
  fleet: Fleet,
  {shard, atOnce: most, olderThanMs, flags}: {shard: Shard; atOnce: number; olderThanMs: number; flags: GlobalFlags},
  io: Io,
): Promise<number> {
  const entries = inShard(fleet.clusters, shard).filter(({context}) => context !== undefined);
  const interrupts = watchInterrupts(io);
  const all: Cleaned[] = [];
  const {signal} = interrupts;
  const clean = async (entry: FleetEntry) => void all.push(await cleaned(entry, olderThanMs, flags, io, signal));
  try {
    await atOnce(entries, most, clean, signal);
    signal.throwIfAborted();
  } finally {
    interrupts.close();
  }
  const sorted = all.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  if (flags.json) writeJson(io, {fleet: fleet.fleet, clusters: sorted});
  else writeLines(io, [...sorted.flatMap(linesOf), summary(fleet, sorted)]);
  return worstOf(sorted.map(({exitCode}) => exitCode));
}

async function cleaned(
  entry: FleetEntry,
  olderThanMs: number,
  {debug = false}: GlobalFlags,
  io: Io,
  signal: AbortSignal,
): Promise<Cleaned> {
  const {name: cluster, context = ''} = entry;
  const own = quietIo(cluster, io);
  try {
    await confirmUid(entry, io.env, signal);
    const recovery = await cleanUpOn(context, olderThanMs, io.env);
    tellLines(own, unseenLines(recovery));
    return {cluster, exitCode: recoveryCode(recovery), ...recovery};
  } catch (error) {
    const exitCode = tellError(error, own, {debug});
    const [why] = own.told();
    return {cluster, exitCode, ...(why !== undefined && {why: why.replace(/^kubedrill: /, '')})};
  }
}

const linesOf = ({cluster, ...recovery}: Cleaned): string[] =>
  recovery.runs ? recoveryLines({unseen: [], ...recovery, runs: recovery.runs}).map(line => `${cluster}: ${line}`) : [];

function summary({fleet}: Fleet, all: readonly Cleaned[]): string {
  const runs = all.flatMap(one => one.runs ?? []);
  const refused = all.filter(one => !one.runs).length;
  const clusters = `${all.length - refused} ${all.length - refused === 1 ? 'cluster' : 'clusters'} looked at`;
  return [
    `${fleet}: ${clusters}`,
    `${runs.length} dead ${runs.length === 1 ? 'run' : 'runs'} found`,
    ...(refused ? [`${refused} could not be looked at`] : []),
  ].join(', ');
}
