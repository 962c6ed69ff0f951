import {formatDuration} from '../../lib/duration.js';
import {type Entry, timeOf} from './api.js';
import {around, type Guess, ownEntry} from './guess.js';
import {type Lines, selector} from './lines.js';

/** How often, and how many times, a stream that seems to get nothing is looked at again before it is said. */
const LOOK_AGAIN_MS = 2000;
const LOOKS = 4;
const SLOW =
  'shorten what the shipper waits for (batches, retries); name what is left under `delays` of this source, and give the SLA room for it';

/** It was not there when it had to be, and is by now: slow, not lost. */
export const arrivedLate: Guess = async (lines, about, signal) => {
  const entry = await ownEntry(lines, about, lines.span(), signal);
  if (!entry) return undefined;
  const after = formatDuration(lines.context.clock.wall().getTime() - about.since.getTime());
  return {
    cause: `the line is in ${selector(entry.stream)} by now, ${after} after the attack: it came later than was waited for`,
    change: SLOW,
    proof: {stream: entry.stream, ns: entry.ns, seenAfter: after},
  };
};

/** One look shows what is old; only a second one tells a shipper that is behind from one that has stopped. */
export const nothingArrived: Guess = async (lines, about, signal) => {
  const {api, config, context} = lines;
  const newest = async () => (await api.newest(config.query, around(about, 24), 1, signal))[0];
  const first = await newest();
  if (first && Date.parse(timeOf(first)) >= about.since.getTime()) return undefined;
  for (let look = 0; look < LOOKS; look++) {
    await context.clock.sleep(LOOK_AGAIN_MS, signal);
    const late = await arrivedLate(lines, about, signal);
    if (late) return late;
    const next = await newest();
    if (next && next.ns !== first?.ns) return behind(lines, first, next);
  }
  const change = 'start the shipper; check that it may read the log (0600, root), and reads this cluster’s audit log';
  const watched = formatDuration(LOOKS * LOOK_AGAIN_MS);
  if (!first) {
    const cause = `${config.query} selects no line of the last day, and none came while it was watched for ${watched}`;
    return {cause, change, proof: {query: config.query, watched}};
  }
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(timeOf(first)));
  return {
    cause: `the newest line of ${config.query} is ${age} old, older than the attack, and no newer one came while it was watched for ${watched}: the shipper has stopped, is further behind than that, or reads another file`,
    change,
    proof: {newest: timeOf(first), attack: about.since.toISOString(), watched},
  };
};

function behind({config, context}: Lines, first: Entry | undefined, next: Entry) {
  const lag = formatDuration(context.clock.wall().getTime() - Date.parse(timeOf(next)));
  const moved = first
    ? `the newest has moved from ${timeOf(first)} to ${timeOf(next)}`
    : `the first is of ${timeOf(next)}`;
  return {
    cause: `lines come to ${config.query}, but late: while it was watched ${moved}, ${lag} behind. The shipper works, and has not come to this line yet`,
    change: SLOW,
    proof: {newestBefore: first ? timeOf(first) : null, newest: timeOf(next), behind: lag},
  };
}
