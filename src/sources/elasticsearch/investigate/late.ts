import {formatDuration} from '../../../lib/duration.js';
import {readRecords} from '../../record/read.js';
import type {Hit} from '../../store/store.js';
import type {Guess} from '../guess.js';
import {recordsOf, refOf} from '../own-records.js';
import {timeOf} from '../signal.js';

/** What makes records arrive sooner. */
export const SLOW =
  'shorten what the shipper waits for (flush interval, buffers, retries) and the refresh_interval of the index; name what is left under `delays` of this source, and give the SLA room for it';

/** It was not there when it had to be, and is by now: slow, not lost. */
export const arrivedLate: Guess = async (records, about, signal) => {
  const {config, context} = records;
  const isOfAttack = (id: string | undefined): boolean => id !== undefined && about.auditIds.includes(id);
  const mine = (hit: Hit) => readRecords(hit.source, config.event).some(({event}) => isOfAttack(event.auditID));
  const hit = (await recordsOf(records, about, signal)).find(
    found => mine(found) && Date.parse(timeOf(found, config.time) ?? '') >= records.from.getTime(),
  );
  if (!hit) return undefined;
  const after = formatDuration(context.clock.wall().getTime() - about.since.getTime());
  return {
    cause: `the record is in ${hit.index} by now, ${after} after the attack: it arrived after kubedrill stopped waiting`,
    change: SLOW,
    proof: {record: refOf(hit), time: timeOf(hit, config.time), seenAfter: after},
  };
};
