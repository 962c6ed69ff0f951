import {existsSync, rmSync} from 'node:fs';
import {isLog, readLog} from '../../history/import/logs.js';
import {recordOf} from '../../history/store/record.js';
import type {HistoryStore} from '../../history/store/store.js';
import {realClock} from '../../lib/clock.js';
import {DrillError, EXIT, messageOf, usageError} from '../../lib/errors.js';
import {isS3} from '../../lib/s3/address.js';
import {type GlobalFlags, type Io, tellLines, writeJson, writeText} from '../io.js';
import {daysFlag} from '../number-flags.js';

/** What `history prune` is told by flags. */
export interface PruneFlags extends GlobalFlags {
  keepEvents?: string;
  dryRun?: boolean;
}

const DAY_MS = 86_400_000;

/**
 * `history prune`: removes the event logs of old runs. What came of the runs stays in the history for ever: a verdict takes
 * fifty bytes, its event log a thousand times as much. A file is removed only if it is the log of that very run.
 */
export async function pruneLogs(store: HistoryStore, flags: PruneFlags, io: Io): Promise<number> {
  const {keepEvents} = flags;
  if (keepEvents === undefined) throw usageError('history prune needs --keep-events', ['write --keep-events 400d']);
  const before = realClock.wall().getTime() - daysFlag('--keep-events', keepEvents) * DAY_MS;
  const logs = (await store.logsBefore(before)).map(log => ({...log, ...fateOf(log)}));
  const of = (fate: Fate) => logs.filter(log => log.fate === fate);
  if (!flags.dryRun) {
    for (const {events} of of('removed')) rmSync(events);
    await store.forgetLogs([...of('removed'), ...of('gone')].map(({uid}) => uid));
  }
  const refused = of('refused').flatMap(({why}) => why ?? []);
  const sum = {removed: of('removed').length, gone: of('gone').length, elsewhere: of('elsewhere').length, refused};
  tellLines(
    io,
    refused.map(why => `kubedrill: left alone: ${why}`),
  );
  if (flags.json) writeJson(io, sum);
  else writeText(io, textOf(sum, flags.dryRun ?? false));
  return refused.length ? EXIT.usage : EXIT.ok;
}

/** What becomes of a log, or became of it. */
type Fate = 'removed' | 'gone' | 'elsewhere' | 'refused';

function fateOf({uid, events}: {uid: string; events: string}): {fate: Fate; why?: string} {
  if (isS3(events)) return {fate: 'elsewhere'};
  if (!existsSync(events)) return {fate: 'gone'};
  const why = whyNot(uid, events);
  return why === undefined ? {fate: 'removed'} : {fate: 'refused', why};
}

/** Why a file is not to be removed; undefined where it is the run's log. */
function whyNot(uid: string, path: string): string | undefined {
  if (!isLog(path)) return `${path} is not called as an event log is`;
  try {
    return recordOf(readLog(path))?.uid === uid ? undefined : `${path} is the log of another run`;
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return messageOf(error);
  }
}

function textOf({removed, gone, elsewhere}: {removed: number; gone: number; elsewhere: number}, dry: boolean): string {
  const logs = (count: number) => `${count} event ${count === 1 ? 'log' : 'logs'}`;
  return [
    `${logs(removed)} ${dry ? 'would be ' : ''}removed`,
    ...(gone ? [`${gone} were gone already`] : []),
    ...(elsewhere ? [`${elsewhere} in S3, where a lifecycle rule of the bucket removes them`] : []),
  ].join(', ');
}
