import type {Explanation, Investigation} from '../../source.js';
import type {Guess} from '../guess.js';
import {heldByStore} from '../held-by-store.js';
import type {Records} from '../records.js';
import {droppedOnTheWay, nothingSince, otherLog, shipperStopped} from './absence.js';
import {arrivedChanged} from './changed.js';
import {arrivedLate} from './late.js';
import {refused} from './refused.js';
import {type Watch, watching} from './watch.js';
import {idUnknown, otherIndex, outOfTime, unsearchable} from './whereabouts.js';

/**
 * In the order in which the answers are sure: where the record is, then what the store itself does to it, then why it
 * cannot be anywhere.
 */
const guesses = (watch: Watch): readonly Guess[] => [
  ...[arrivedLate, outOfTime, idUnknown, unsearchable, otherIndex],
  ...[heldByStore, shipperStopped(watch), refused, nothingSince(watch), otherLog, droppedOnTheWay],
];

/**
 * Why no record of an attack was collected; and, when records arrived but nothing alerted, what a rule may have tripped
 * over in them.
 */
export async function investigateRecords(
  records: Records,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  if (about.stage !== 'collected') return arrivedChanged(records, about, signal);
  for (const guess of guesses(watching(records, about))) {
    const found = await guess(records, about, signal).catch(() => {
      // A question that this store or these credentials do not allow leaves the others to be asked.
      signal.throwIfAborted();
    });
    if (found) return found;
  }
  return undefined;
}
