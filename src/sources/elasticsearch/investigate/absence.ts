import {formatDuration} from '../../../lib/duration.js';
import {WATCHED_MS, type Watched} from '../../kit/look-again.js';
import {attackTellsOf} from '../../record/progress.js';
import type {Explanation, Investigation} from '../../source.js';
import {newestRecord} from '../check.js';
import type {Guess} from '../guess.js';
import {recordsOf} from '../own-records.js';
import type {Records} from '../records.js';
import {timeOf} from '../signal.js';
import {SLOW} from './late.js';
import {type Newest, newestOf, type Watch} from './watch.js';

/** A shipper that was well a minute before the attack is still well: a quiet cluster has nothing for it to ship. */
const WELL_MS = 60_000;

const START =
  'start the shipper; check that it may read the log (0600, root), reads this cluster’s audit log, and writes to this index';

/** Nothing has arrived for longer than a cluster is ever quiet. */
export const shipperStopped =
  (watch: Watch): Guess =>
  async (records, about, signal) => {
    const newest = await newestOf(records, signal);
    if (newest && !isBefore(newest, attackTellsOf(about) - WELL_MS)) return undefined;
    return silence(records, about, await watch(signal));
  };

/** Nothing at all has arrived since the attack; or its record does, while the store is watched for it. */
export const nothingSince =
  (watch: Watch): Guess =>
  async (records, about, signal) =>
    silence(records, about, await watch(signal));

/** What a watched store says of who writes to it; undefined when that has come to the attack, and passed it. */
function silence(
  records: Records,
  about: Investigation,
  {late, first, last}: Watched<Newest>,
): Explanation | undefined {
  if (late) return late;
  if (last && !isBefore(last, attackTellsOf(about))) return undefined;
  return last && last.time !== first?.time ? behind(records, first, last) : stopped(records, about, last);
}

/** A record without any time is nobody's proof of being late. */
const isBefore = ({time}: Newest, ms: number): boolean => time !== undefined && Date.parse(time) < ms;

function behind({ever, context}: Records, first: Newest | undefined, {hit, time = ''}: Newest): Explanation {
  const lag = formatDuration(context.clock.wall().getTime() - Date.parse(time));
  const seen = first ? `the newest has moved from ${first.time} to ${time}` : `the first is of ${time}`;
  return {
    cause: `records come to ${ever}, but late: while it was watched ${seen}, ${lag} behind. The shipper works but has not reached this record yet`,
    change: SLOW,
    proof: {index: hit.index, newestBefore: first?.time ?? null, newest: time, behind: lag},
  };
}

function stopped({ever, context}: Records, {since}: Investigation, newest: Newest | undefined): Explanation {
  const watched = formatDuration(WATCHED_MS);
  if (!newest) {
    return {
      cause: `${ever} holds no audit record at all, and none came while it was watched for ${watched}`,
      change: START,
      proof: {index: ever, newest: null, watched},
    };
  }
  const {hit, time = ''} = newest;
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(time));
  return {
    cause: `the newest record of ${ever} is ${age} old, older than the attack, and no newer one came while it was watched for ${watched}: the shipper has stopped, is further behind than that, reads another file, or this is not its index`,
    change: START,
    proof: {index: hit.index, newest: time, attack: since.toISOString(), watched},
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
