import {formatDuration} from '../../lib/duration.js';
import {changesOf} from '../record/changes.js';
import type {Explanation, Investigation} from '../source.js';
import {arrivedLate, nothingArrived} from './absence.js';
import {timeOf} from './api.js';
import {discardedSince, LONGEST_LINE} from './discarded.js';
import {around, type Guess, ownEntry, queryFor} from './guess.js';
import {eventIn, type Lines, selector} from './lines.js';
import {withFilter} from './query.js';
import {unreadLine} from './unread.js';

/** At most this many labels are tried to select all streams by. */
const TRIED = 5;

/** Why no line of an attack is in Loki; or, when lines are there and nothing alerted, what was changed in them. */
export async function investigateLines(
  lines: Lines,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const guesses =
    about.stage === 'collected'
      ? [unseen, arrivedLate, outOfTime, otherStream, tooLong, nothingArrived, discarded]
      : [changed];
  for (const guess of guesses) {
    const found = await guess(lines, about, signal).catch(() => {
      // A question that this Loki does not allow leaves the others to be asked.
      signal.throwIfAborted();
    });
    if (found) return found;
  }
  return undefined;
}

/** The line is there, and what it holds is not taken for an audit event. */
const unseen: Guess = async (lines, about, signal) => {
  const entry = await ownEntry(lines, about, around(about, 24), signal);
  return entry && unreadLine(entry, lines, about.auditIds);
};

const outOfTime: Guess = async (lines, about, signal) => {
  const entry = await ownEntry(lines, about, around(about, 24), signal);
  if (!entry) return undefined;
  const offMs = Date.parse(timeOf(entry)) - about.since.getTime();
  return {
    cause: `the line is in ${selector(entry.stream)}, but its time is ${formatDuration(Math.abs(offMs))} ${offMs < 0 ? 'before' : 'after'} the attack, outside of the run: clock skew`,
    change: 'set the clocks of nodes and shippers (NTP), and check the timestamp stage of the shipper',
    proof: {stream: entry.stream, time: timeOf(entry), attack: about.since.toISOString()},
  };
};

/** A selector must name a label: each is tried for the streams that have it. */
const otherStream: Guess = async ({api, config}, about, signal) => {
  for (const label of (await api.labels(signal)).slice(0, TRIED)) {
    const query = withFilter(`{${label}=~".+"}`, `|~ \`${about.auditIds.slice(-50).join('|')}\``);
    const [entry] = await api.newest(query, around(about, 1), 1, signal);
    if (!entry) continue;
    return {
      cause: `the line is in the stream ${selector(entry.stream)}, which ${config.query} does not select`,
      change: 'select that stream with `query`, and in the rules',
      proof: {stream: entry.stream, ns: entry.ns},
    };
  }
  return undefined;
};

/** Loki refuses lines that are longer than it takes. */
const tooLong: Guess = async (lines, about, signal) => {
  const event = about.events.find(one => Buffer.byteLength(JSON.stringify(one)) > LONGEST_LINE);
  if (!event) return undefined;
  const {said, counts} = await discardedSince(lines, signal);
  return {
    cause: `lines of ${lines.config.query} arrive, this one does not: it is longer than ${LONGEST_LINE} bytes${said}`,
    change: 'raise max_line_size of Loki, or lower the audit level of what has such bodies',
    proof: {discarded: counts, event: event.auditID},
  };
};

/** Loki counts what it throws away, and says why. */
const discarded: Guess = async (lines, about, signal) => {
  const {said, counts} = await discardedSince(lines, signal);
  return {
    cause: `lines of ${lines.config.query} arrive, this one does not${said}`,
    change: 'look at the shipper’s log for what Loki answers, and at a stage of its pipeline that drops the line',
    proof: {discarded: counts, event: about.events[0]?.auditID},
  };
};

const changed: Guess = async (lines, about, signal) => {
  for (const entry of await lines.api.newest(queryFor(lines, about), lines.span(), 100, signal)) {
    const recorded = eventIn(entry, lines.config.event);
    const event = about.events.find(e => e.auditID === recorded?.event.auditID && e.stage === recorded.event.stage);
    const changes = recorded && event && changesOf(event, recorded, {name: 'its time in Loki', value: timeOf(entry)});
    if (!changes) continue;
    const {said, change, differences} = changes;
    return {
      cause: `collected, but changed on its way: ${said}`,
      change,
      proof: {stream: entry.stream, ns: entry.ns, differences},
    };
  }
  return undefined;
};
