import {existsSync} from 'node:fs';
import {type Clock, realClock} from '../../lib/clock.js';
import {usageError} from '../../lib/errors.js';
import {storePlace} from './place.js';
import {openPostgres} from './postgres/postgres.js';
import {openSqlite} from './sqlite.js';
import type {HistoryStore} from './store.js';

/**
 * Opens the history at an address, which is made where there is none.
 *
 * @throws DrillError (exit code 2) for an address, a file or a place that cannot hold one, (3) where it does not answer
 */
export const openHistory = (url: string, clock: Clock = realClock): Promise<HistoryStore> => opened(url, true, clock);

/**
 * The same of one that is there: nothing is made.
 *
 * @throws DrillError (exit code 2) where there is none
 */
export const openKept = (url: string, clock: Clock = realClock): Promise<HistoryStore> => opened(url, false, clock);

async function opened(url: string, mayMake: boolean, clock: Clock): Promise<HistoryStore> {
  const place = storePlace(url);
  if ('postgres' in place) return (await openPostgres(place.postgres, mayMake)) ?? nothingIn(place.postgres.shown);
  if (!mayMake && !existsSync(place.file)) return nothingIn(place.file);
  return openSqlite(place.file, clock);
}

function nothingIn(shown: string): never {
  throw usageError(`there is no history in ${shown} yet`, [
    '`kubedrill history import runs` makes one of the runs that are there, `kubedrill run --history` keeps the next',
  ]);
}
