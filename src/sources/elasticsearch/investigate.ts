import type {Explanation, Investigation} from '../source.js';
import {droppedOnTheWay, nothingSince, otherLog, shipperStopped} from './absence.js';
import {arrivedChanged} from './changed.js';
import type {Records} from './records.js';
import {refused} from './refused.js';
import {idUnknown, otherIndex, outOfTime, unsearchable} from './whereabouts.js';

/** One guess at what became of a record: its explanation when it is right. */
export type Guess = (records: Records, about: Investigation, signal: AbortSignal) => Promise<Explanation | undefined>;

/** In the order in which the answers are sure: where the record is, then why it cannot be anywhere. */
const GUESSES: readonly Guess[] = [
  ...[outOfTime, idUnknown, unsearchable, otherIndex],
  ...[shipperStopped, refused, nothingSince, otherLog, droppedOnTheWay],
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
  for (const guess of GUESSES) {
    const found = await guess(records, about, signal).catch(() => {
      // A question that this store or these credentials do not allow leaves the others to be asked.
      signal.throwIfAborted();
    });
    if (found) return found;
  }
  return undefined;
}
