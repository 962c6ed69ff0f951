import {formatDuration} from '../../../lib/duration.js';
import {readRecords} from '../../record/read.js';
import type {Explanation, Investigation} from '../../source.js';
import type {Hit} from '../../store/store.js';
import {newestRecord} from '../check.js';
import type {Guess} from '../guess.js';
import {recordsOf, refOf} from '../own-records.js';
import type {Records} from '../records.js';
import {timeOf} from '../signal.js';

/** A shipper that was well a minute before the attack is still well: a quiet cluster has nothing for it to ship. */
const WELL_MS = 60_000;
/** How often, and how many times, a store that seems to get nothing is looked at again before it is said. */
const LOOK_AGAIN_MS = 2000;
const LOOKS = 4;

/** Nothing has arrived for longer than a cluster is ever quiet. */
export const shipperStopped: Guess = (records, about, signal) => silentFor(records, about, WELL_MS, signal);

/** Nothing at all has arrived since the attack. */
export const nothingSince: Guess = (records, about, signal) => silentFor(records, about, 0, signal);

/** It was not there when it had to be, and is by now: slow, not lost. */
export const arrivedLate: Guess = async (records, about, signal) => {
  const {config, context} = records;
  const mine = (hit: Hit) => readRecords(hit.source, config.event).some(({event}) => isOfAttack(event.auditID, about));
  const hit = (await recordsOf(records, about, signal)).find(
    found => mine(found) && Date.parse(timeOf(found, config.time) ?? '') >= records.from.getTime(),
  );
  if (!hit) return undefined;
  const after = context.clock.wall().getTime() - about.since.getTime();
  return {
    cause: `the record is in ${hit.index} by now, ${formatDuration(after)} after the attack: it came later than was waited for`,
    change: SLOW,
    proof: {record: refOf(hit), time: timeOf(hit, config.time), seenAfter: formatDuration(after)},
  };
};

const isOfAttack = (auditId: string | undefined, {auditIds}: Investigation): boolean =>
  auditId !== undefined && auditIds.includes(auditId);

const SLOW =
  'shorten what the shipper waits for (flush interval, buffers, retries) and the refresh_interval of the index; name what is left under `delays` of this source, and give the SLA room for it';
const START =
  'start the shipper; check that it may read the log (0600, root), reads this cluster’s audit log, and writes to this index';

/** One look shows what is old; only a second one tells a shipper that is behind from one that has stopped. */
async function silentFor(
  records: Records,
  about: Investigation,
  ms: number,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const {context, config} = records;
  const first = await newestRecord(records, signal);
  const time = first && timeOf(first, config.time);
  if (time !== undefined && Date.parse(time) >= about.since.getTime() - ms) return undefined;
  for (let look = 0; look < LOOKS; look++) {
    await context.clock.sleep(LOOK_AGAIN_MS, signal);
    const late = await arrivedLate(records, about, signal);
    if (late) return late;
    const next = await newestRecord(records, signal);
    const moved = next && timeOf(next, config.time);
    if (next && moved !== undefined && moved !== time) return behind(records, {first: time, hit: next, moved});
  }
  return stopped(records, about, first);
}

function behind(
  {ever, context}: Records,
  {first, hit, moved}: {first: string | undefined; hit: Hit; moved: string},
): Explanation {
  const lag = formatDuration(context.clock.wall().getTime() - Date.parse(moved));
  const seen = first === undefined ? `the first is of ${moved}` : `the newest has moved from ${first} to ${moved}`;
  return {
    cause: `records come to ${ever}, but late: while it was watched ${seen}, ${lag} behind. The shipper works, and has not come to this record yet`,
    change: SLOW,
    proof: {index: hit.index, newestBefore: first ?? null, newest: moved, behind: lag},
  };
}

function stopped({ever, context, config}: Records, {since}: Investigation, newest: Hit | undefined): Explanation {
  const watched = formatDuration(LOOKS * LOOK_AGAIN_MS);
  const time = newest && timeOf(newest, config.time);
  if (!newest || time === undefined) {
    return {
      cause: `${ever} holds no audit record at all, and none came while it was watched for ${watched}`,
      change: START,
      proof: {index: ever, newest: null, watched},
    };
  }
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(time));
  return {
    cause: `the newest record of ${ever} is ${age} old, older than the attack, and no newer one came while it was watched for ${watched}: the shipper has stopped, is further behind than that, reads another file, or this is not its index`,
    change: START,
    proof: {index: newest.index, newest: time, attack: since.toISOString(), watched},
  };
}

/** Others' records arrive, and of this drill none at all: not of what it set up, nor of its benign twin. */
export const otherLog: Guess = async (records, about, signal) => {
  const hit = await newestRecord(records, signal);
  if (!hit || (await recordsOf(records, about, signal)).length) return undefined;
  return {
    cause: `records arrive in ${hit.index}, but none of this drill, not even of its set-up: the shipper reads another file than the audit log of this cluster`,
    change: 'let the shipper read the file that --audit-log-path of this API server names, of every API server',
    proof: {index: hit.index, newest: timeOf(hit, records.config.time), token: about.token},
  };
};

/** Others' records arrive, and nothing speaks against this one: something on the way drops it. */
export const droppedOnTheWay: Guess = async (records, {events}, signal) => {
  const hit = await newestRecord(records, signal);
  return (
    hit && {
      cause: `other records arrive in ${hit.index}, this one does not${events.length ? '; nothing in its mapping speaks against it' : ''}`,
      change: 'look for a filter or a parser in the shipper that drops it, and at the errors of its output',
      proof: {index: hit.index, newest: timeOf(hit, records.config.time), event: events[0]?.auditID},
    }
  );
};
