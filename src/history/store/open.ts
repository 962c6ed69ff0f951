import {existsSync} from 'node:fs';
import {type Clock, realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {storeFile} from './place.js';
import {openSqlite} from './sqlite.js';
import type {HistoryStore} from './store.js';

/**
 * Opens the history at an address.
 *
 * @throws DrillError (exit code 2) for an address, a file or a place that cannot hold one, (3) where it does not answer
 */
export const openHistory = (url: string, clock: Clock = realClock): Promise<HistoryStore> =>
  openSqlite(storeFile(url), clock);

/**
 * The same of one that is there: nothing is made.
 *
 * @throws DrillError (exit code 2) where there is none
 */
export function openKept(url: string, clock: Clock = realClock): Promise<HistoryStore> {
  const file = storeFile(url);
  if (existsSync(file)) return openSqlite(file, clock);
  throw usageError(`there is no history in ${file} yet`, [
    '`kubedrill history import runs` makes one of the runs that are there, `kubedrill run --history` keeps the next',
  ]);
}
