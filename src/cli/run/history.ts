import {resolve} from 'node:path';
import type {EventLog} from '../../events/log.js';
import type {HistoryFile} from '../../history/config/schema.js';
import {openHistory} from '../../history/store/open.js';
import {DEFAULT_STORE} from '../../history/store/place.js';
import {shownAddress} from '../../history/store/postgres/address.js';
import {recordOf} from '../../history/store/record.js';
import {DrillError, EXIT, messageOf, usageError} from '../../lib/errors.js';
import {type Io, tellLines} from '../io.js';
import type {RunFlags} from './options.js';

/**
 * The history that a run is to be kept in; undefined: in none. A store that does not answer costs no night: that is told,
 * the run is played, and what it would have been judged by is undecided.
 *
 * @throws DrillError (exit code 2) before the run begins, where none can ever be
 */
export async function historyOf(
  {history}: Pick<RunFlags, 'history'>,
  {store}: HistoryFile,
  io: Io,
): Promise<string | undefined> {
  if (history === undefined) return undefined;
  if (history !== true && !history.includes(':')) {
    throw usageError(`--history ${history} is not a store`, [
      `write scenarios before the flag: \`kubedrill run secrets-listed --history\`, or a store: --history ${DEFAULT_STORE}`,
    ]);
  }
  const url = history === true ? (store ?? DEFAULT_STORE) : history;
  try {
    await (await openHistory(url)).close();
  } catch (error) {
    if (!(error instanceof DrillError) || error.exitCode !== EXIT.environment) throw error;
    const next = '  the run is played all the same; gates that need its history will not hold';
    tellLines(io, [`kubedrill: ${messageOf(error)}`, next]);
  }
  return url;
}

/**
 * Keeps a run that is over.
 *
 * @returns the exit code: that of the run, or 3 where it would have been 0 and the run could not be kept
 */
export async function keepRun(
  url: string | undefined,
  {log, dir}: {log: EventLog; dir: string},
  exitCode: number,
  io: Io,
): Promise<number> {
  const record = url === undefined ? undefined : recordOf(log.events);
  if (url === undefined || !record) return exitCode;
  try {
    const store = await openHistory(url);
    try {
      await store.add([{record, events: resolve(dir, 'events.ndjson')}]);
    } finally {
      await store.close();
    }
    return exitCode;
  } catch (error) {
    const next = `  next: \`kubedrill history import ${dir} --history ${shownAddress(url)}\` once it can be used`;
    tellLines(io, [`kubedrill: the run is not in the history: ${messageOf(error)}`, next]);
    return exitCode === EXIT.ok ? EXIT.environment : exitCode;
  }
}
