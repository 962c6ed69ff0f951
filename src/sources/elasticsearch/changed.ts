import {differences, differenceText} from '../record/compare.js';
import {readRecord} from '../record/read.js';
import type {Guess} from './guess.js';
import {recordsOf, refOf} from './own-records.js';

/** So many differences are named; more of them only repeat what the first ones say. */
const NAMED = 6;

/** The record has arrived, and is not what the API server wrote: a rule on what is missing or renamed cannot match. */
export const arrivedChanged: Guess = async (records, about, signal) => {
  for (const hit of await recordsOf(records, about, signal)) {
    const recorded = readRecord(hit.source, records.config.event);
    const event = about.events.find(e => e.auditID === recorded?.event.auditID && e.stage === recorded.event.stage);
    const changed = recorded && event ? differences(event, recorded) : [];
    if (!recorded || !changed.length) continue;
    return {
      cause: `collected, but changed on its way: ${differenceText(changed.slice(0, NAMED))}${recorded.truncated ? '; the record was cut off' : ''}`,
      change: 'let rules read the names that records have, or let the shipper keep names and fields as they are',
      proof: {record: refOf(hit), where: recorded.where, differences: changed},
    };
  }
  return undefined;
};
