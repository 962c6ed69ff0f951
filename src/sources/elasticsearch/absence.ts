import {formatDuration} from '../../lib/duration.js';
import type {Explanation, Investigation} from '../source.js';
import {newestRecord} from './check.js';
import type {Guess} from './investigate.js';
import {recordsOf} from './own-records.js';
import type {Records} from './records.js';
import {timeOf} from './signal.js';

/** A shipper that was well a minute before the attack is still well: a quiet cluster has nothing for it to ship. */
const WELL_MS = 60_000;

/** Nothing has arrived for longer than a cluster is ever quiet. */
export const shipperStopped: Guess = (records, about, signal) => silentFor(records, about, WELL_MS, signal);

/** Nothing at all has arrived since the attack. */
export const nothingSince: Guess = (records, about, signal) => silentFor(records, about, 0, signal);

async function silentFor(
  records: Records,
  {since}: Investigation,
  ms: number,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const {context, config, ever} = records;
  const hit = await newestRecord(records, signal);
  const time = hit && timeOf(hit, config.time);
  const change =
    'start the shipper; check that it may read the log (0600, root), reads this cluster’s audit log, and writes to this index';
  if (!hit || time === undefined) {
    return {cause: `${ever} holds no audit record at all`, change, proof: {index: ever, newest: null}};
  }
  if (Date.parse(time) >= since.getTime() - ms) return undefined;
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(time));
  return {
    cause: `the newest record of ${ever} is ${age} old, older than the attack: the shipper has stopped, or reads another file, or this is not its index`,
    change,
    proof: {index: hit.index, newest: time, attack: since.toISOString()},
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
