import {formatDuration} from '../../lib/duration.js';
import {differences, differenceText} from '../record/compare.js';
import type {Explanation, Investigation} from '../source.js';
import {type Span, timeOf} from './api.js';
import {eventIn, type Lines, selector} from './lines.js';
import {interestQuery, withFilter} from './query.js';
import {unreadLine} from './unread.js';

const HOUR_MS = 3_600_000;
/** Loki's usual `max_line_size`. */
const LONGEST_LINE = 256 * 1024;
/** A shipper that was well a minute before the attack is still well: a quiet cluster has nothing for it to ship. */
const WELL_MS = 60_000;
/** So many labels are tried to select all streams by. */
const TRIED = 5;

type Guess = (lines: Lines, about: Investigation, signal: AbortSignal) => Promise<Explanation | undefined>;

/** Why no line of an attack is in Loki; or, when lines are there and nothing alerted, what was changed in them. */
export async function investigateLines(
  lines: Lines,
  about: Investigation,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const guesses = about.stage === 'collected' ? [unseen, outOfTime, otherStream, nothingArrived, discarded] : [changed];
  for (const guess of guesses) {
    const found = await guess(lines, about, signal).catch(() => {
      // A question that this Loki does not allow leaves the others to be asked.
      signal.throwIfAborted();
    });
    if (found) return found;
  }
  return undefined;
}

const around = ({since}: Investigation, hours: number): Span => ({
  from: new Date(since.getTime() - hours * HOUR_MS),
  to: new Date(since.getTime() + hours * HOUR_MS),
});

const queryFor = ({config}: Lines, {token, auditIds}: Investigation): string =>
  interestQuery(config.query, {
    has: id => auditIds.includes(id),
    auditIds: () => [...auditIds],
    tokens: () => [token],
  }) ?? config.query;

/** Only a line that carries one of the attack's own audit ids is it: others mention our namespace, too. */
const isOurs = (line: string, {auditIds}: Investigation): boolean => auditIds.some(id => line.includes(id));

/** The line is there, and what it holds is not taken for an audit event. */
const unseen: Guess = async (lines, about, signal) => {
  const found = await lines.api.newest(queryFor(lines, about), around(about, 24), 100, signal);
  const entry = found.find(({line}) => isOurs(line, about));
  return entry && unreadLine(entry, lines, about.auditIds);
};

const outOfTime: Guess = async (lines, about, signal) => {
  const found = await lines.api.newest(queryFor(lines, about), around(about, 24), 100, signal);
  const entry = found.find(({line}) => isOurs(line, about));
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

const nothingArrived: Guess = async ({api, config, context}, about, signal) => {
  const [newest] = await api.newest(config.query, around(about, 24), 1, signal);
  const change = 'start the shipper; check that it may read the log (0600, root), and reads this cluster’s audit log';
  if (!newest) return {cause: `${config.query} selects no line of the last day`, change, proof: {query: config.query}};
  if (Date.parse(timeOf(newest)) >= about.since.getTime() - WELL_MS) return undefined;
  const age = formatDuration(context.clock.wall().getTime() - Date.parse(timeOf(newest)));
  return {
    cause: `the newest line of ${config.query} is ${age} old, older than the attack: the shipper has stopped, or reads another file`,
    change,
    proof: {newest: timeOf(newest), attack: about.since.toISOString()},
  };
};

/** Loki counts what it throws away, and says why. */
const discarded: Guess = async ({api, config}, about, signal) => {
  const tooLong = about.events.find(event => JSON.stringify(event).length > LONGEST_LINE);
  const counts = await api.discarded(signal).catch(() => ({}));
  const reasons = Object.entries(counts).filter(([, count]) => count > 0);
  const told = reasons.map(([reason, count]) => `${reason} (${count})`).join(', ');
  const change = tooLong
    ? 'raise max_line_size of Loki, or lower the audit level of what has such bodies'
    : 'look at the shipper’s log for what Loki answers, and at a stage of its pipeline that drops the line';
  return {
    cause: `lines of ${config.query} arrive, this one does not${tooLong ? `: it is longer than ${LONGEST_LINE} bytes` : ''}${told ? `; Loki has discarded lines: ${told}` : ''}`,
    change,
    proof: {discarded: counts, event: about.events[0]?.auditID},
  };
};

const changed: Guess = async (lines, about, signal) => {
  for (const entry of await lines.api.newest(queryFor(lines, about), lines.span(), 100, signal)) {
    const recorded = eventIn(entry, lines.config.event);
    const event = about.events.find(e => e.auditID === recorded?.event.auditID && e.stage === recorded.event.stage);
    const found = recorded && event ? differences(event, recorded) : [];
    if (!found.length) continue;
    return {
      cause: `collected, but changed on its way: ${differenceText(found.slice(0, 6))}${recorded?.truncated ? '; the line was cut off' : ''}`,
      change: 'let rules read the names that lines have, or let the shipper keep them as they are',
      proof: {stream: entry.stream, ns: entry.ns, differences: found},
    };
  }
  return undefined;
};
