import {formatDuration} from '../../lib/duration.js';
import {lookAgain, WATCHED_MS} from '../kit/look-again.js';
import {attackTellsOf, tellsOf} from '../record/progress.js';
import type {Explanation, Investigation} from '../source.js';
import {type Entry, timeOf} from './api.js';
import {discardedSince} from './discarded.js';
import {around, type Guess, ownEntry} from './guess.js';
import {eventIn, type Lines, selector} from './lines.js';

const SLOW =
  'shorten what the shipper waits for (batches, retries); name what is left under `delays` of this source, and give the SLA room for it';

const START = 'start the shipper; check that it may read the log (0600, root), and reads this cluster’s audit log';
const STOPPED = ': the shipper has stopped, is further behind than that, or reads another file';

/** It was not there when it had to be, and is by now: slow, not lost. */
export const arrivedLate: Guess = async (lines, about, signal) => {
  const entry = await ownEntry(lines, about, lines.span(), signal);
  if (!entry) return undefined;
  const after = formatDuration(lines.context.clock.wall().getTime() - about.since.getTime());
  return {
    cause: `the line is in ${selector(entry.stream)} by now, ${after} after the attack: it arrived after kubedrill stopped waiting`,
    change: SLOW,
    proof: {stream: entry.stream, ns: entry.ns, seenAfter: after},
  };
};

/** Nothing comes to the stream, or what comes is old. */
export const nothingArrived: Guess = async (lines, about, signal) => {
  const {api, config, context} = lines;
  const questions = {
    newest: async () => newestOf((await api.newest(config.query, around(about, 24), 1, signal))[0], lines),
    late: async () => arrivedLate(lines, about, signal),
  };
  const {first, last, late} = await lookAgain(questions, context.clock, signal);
  if (late) return late;
  if (last && Date.parse(last) >= attackTellsOf(about)) return undefined;
  return last !== undefined && last !== first ? behind(lines, first, last) : stopped(lines, about, last, signal);
};

/** The moment that the newest line tells of; undefined when there is no line. */
const newestOf = (entry: Entry | undefined, {config}: Lines): string | undefined =>
  entry && tellsOf(eventIn(entry, config.event)?.event, timeOf(entry));

function behind({config, context}: Lines, first: string | undefined, last: string): Explanation {
  const lag = formatDuration(context.clock.wall().getTime() - Date.parse(last));
  const moved = first === undefined ? `the first is of ${last}` : `the newest has moved from ${first} to ${last}`;
  return {
    cause: `lines come to ${config.query}, but late: while it was watched ${moved}, ${lag} behind. The shipper works but has not reached this line yet`,
    change: SLOW,
    proof: {newestBefore: first ?? null, newest: last, behind: lag},
  };
}

async function stopped(
  lines: Lines,
  {since}: Investigation,
  newest: string | undefined,
  signal: AbortSignal,
): Promise<Explanation> {
  const {config, context} = lines;
  const {said, change: remedy, counts} = await discardedSince(lines, signal);
  const change = [remedy, START].filter(Boolean).join('; ');
  const watched = formatDuration(WATCHED_MS);
  if (newest === undefined) {
    const cause = `${config.query} selects no line of the last day, and none came while it was watched for ${watched}${said}`;
    return {cause, change, proof: {query: config.query, watched, discarded: counts}};
  }
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(newest));
  return {
    cause: `the newest line of ${config.query} is ${age} old, older than the attack, and no newer one came while it was watched for ${watched}${said || STOPPED}`,
    change,
    proof: {newest, attack: since.toISOString(), watched, discarded: counts},
  };
}
