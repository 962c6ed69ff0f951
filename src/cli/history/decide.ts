import {openKept} from '../../history/store/open.js';
import {storePlace} from '../../history/store/place.js';
import type {HistoryStore, RunRow} from '../../history/store/store.js';
import {DrillError, EXIT, messageOf, usageError} from '../../lib/errors.js';
import {nearest} from '../../lib/text/suggest.js';

/**
 * Opens a history that something has to be decided by.
 *
 * @throws DrillError (exit code 2) for what is not an address, (4) where there is no history, or it cannot be read: then
 *   nobody can decide
 */
export async function openToDecide(url: string): Promise<HistoryStore> {
  storePlace(url);
  try {
    return await openKept(url);
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    throw new DrillError(`nothing can be decided: ${messageOf(error)}`, EXIT.inconclusive, error.nextSteps, {
      cause: error,
    });
  }
}

/** Who ever names no run means the newest. */
export const LATEST = 'latest';

/**
 * The run that is meant, by its id, its uid or as the latest.
 *
 * @throws DrillError (exit code 2) for one that is not there, (4) where none is
 */
export async function runNamed(store: HistoryStore, name: string): Promise<RunRow> {
  const newest = await store.newest(100);
  if (!newest.length) {
    throw new DrillError('nothing can be decided: no run is in this history yet', EXIT.inconclusive, [
      '`kubedrill history import runs` takes in what is there',
    ]);
  }
  const [found] = name === LATEST ? newest : await store.named(name);
  if (found) return found;
  const near = nearest(
    name,
    newest.map(({uid}) => uid.slice(uid.indexOf(' ') + 1)),
  );
  throw usageError(`the run ${name} is not in this history`, [
    near ? `did you mean ${near}?` : '`kubedrill history list` has the newest runs',
  ]);
}
