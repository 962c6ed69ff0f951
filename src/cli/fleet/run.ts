import type {Fleet, FleetEntry} from '../../fleet/config/load.js';
import type {Outcome} from '../../fleet/outcome.js';
import {inShard, type Shard} from '../../fleet/shard.js';
import {atOnce} from '../../lib/at-once.js';
import {realClock} from '../../lib/clock.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeText} from '../io.js';
import {playEntry} from './entry.js';
import {worstOf} from './worst.js';

/** The flags of `fleet run`. */
export interface FleetRunFlags extends GlobalFlags {
  history?: string | true;
  historyFile?: string;
}

/**
 * Plays the drill on each cluster of a part of a fleet, several at once, and leaves what came of each behind. One that
 * cannot be reached keeps none of the others from being played.
 *
 * @returns the exit code: what is known to be wrong wins over what is not known
 */
export async function runFleet(
  fleet: Fleet,
  {shard, atOnce: most, flags}: {shard: Shard; atOnce: number; flags: FleetRunFlags},
  io: Io,
): Promise<number> {
  const entries = inShard(fleet.clusters, shard);
  const outcomes: Outcome[] = [];
  const interrupts = watchInterrupts(io);
  const mostListeners = process.getMaxListeners();
  // Each run listens for signals, too.
  process.setMaxListeners(mostListeners + most + 1);
  const {history, historyFile, debug = false} = flags;
  const run = {
    ...{fleet, debug, date: realClock.wall().toISOString().slice(0, 10)},
    ...(history !== undefined && {history}),
    ...(historyFile !== undefined && {historyFile}),
  };
  const play = async (entry: FleetEntry) => {
    const {outcome, place} = await playEntry(entry, run, io, interrupts.signal);
    outcomes.push(outcome);
    if (!flags.quiet)
      tellLines(io, [`${entry.name}: exit ${outcome.exitCode}, ${place} (${outcomes.length} of ${entries.length})`]);
  };
  try {
    await atOnce(entries, most, play, interrupts.signal);
    const sorted = outcomes.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
    if (flags.json) writeJson(io, {fleet: fleet.fleet, shard, outcomes: sorted});
    else writeText(io, summary(fleet, shard, sorted, entries.length));
    interrupts.signal.throwIfAborted();
    return worstOf(sorted.map(({exitCode}) => exitCode));
  } finally {
    process.setMaxListeners(mostListeners);
    interrupts.close();
  }
}

function summary({fleet}: Fleet, {index, count}: Shard, outcomes: readonly Outcome[], all: number): string {
  const counts = Map.groupBy(outcomes, ({exitCode}) => exitCode);
  const parts = [...counts].sort(([a], [b]) => a - b).map(([code, of]) => `${of.length} × exit ${code}`);
  const left = all - outcomes.length;
  const part = count > 1 ? `, part ${index} of ${count}` : '';
  return `${fleet}${part}: ${[...parts, ...(left ? [`${left} not begun`] : [])].join(', ') || 'no cluster in it'}`;
}
