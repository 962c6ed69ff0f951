import {withoutSecrets} from '../../audit/redact.js';
import {parseDuration} from '../../lib/duration.js';
import {claimOf} from '../claim.js';
import {polledSource} from '../kit/polled.js';
import {RecentKeys} from '../kit/recent-keys.js';
import {budgetOf, endpointOf, sourceType} from '../kit/source-type.js';
import {placeText} from '../record/place.js';
import {isWhole} from '../record/read.js';
import type {EventShape} from '../record/shape.js';
import type {Signal, Source} from '../source.js';
import {type Entry, LokiApi, timeOf} from './api.js';
import {checkLines} from './check.js';
import {countsOf, refusedLines, watchDiscarded} from './discarded.js';
import {eventsIn, type Lines, linesSchema, selector} from './lines.js';
import {investigateLines} from './miss.js';
import {interestQuery} from './query.js';

/** Clocks of a node, a shipper and the drill differ by less, where they are kept at all. */
const CLOCK_SLACK_MS = 60_000;

/** Audit records that a shipper has brought into Loki. */
export const loki = sourceType({
  schema: linesSchema,
  stage: () => 'collected',
  open(config, context): Source {
    const {id, clock, startedAt} = context;
    const api = new LokiApi(endpointOf(config, context));
    const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
    const span = () => ({from, to: new Date(clock.wall().getTime() + CLOCK_SLACK_MS)});
    let discarded: Awaited<ReturnType<typeof countsOf>>;
    const lines: Lines = {api, config, context, span, discardedBefore: () => discarded};
    const everyMs = parseDuration(config.every) ?? 0;
    const told = new RecentKeys();
    const source = polledSource({
      id,
      clock,
      skewMs: () => api.skewMs,
      everyMs,
      stage: 'collected',
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const query = interestQuery(config.query, interest);
        // With nothing to wait for, one line shows that Loki answers.
        if (query === undefined) await api.newest(config.query, span(), 1, signal);
        const entries = query === undefined ? [] : await api.lines(query, span(), signal);
        const seenAt = clock.now();
        return entries
          .filter(entry => told.isNew(`${entry.ns} ${entry.line}`))
          .flatMap(entry => lineSignals(entry, {source: id, seenAt, event: config.event}));
      },
    });
    return {
      ...source,
      async start(onSignal, interest, abort) {
        [discarded] = await Promise.all([countsOf(api, abort), source.start(onSignal, interest, abort)]);
      },
      losses: signal => watchDiscarded(lines, signal),
      refused: (about, signal) => refusedLines(lines, about, signal),
      check: signal => checkLines(lines, signal),
      investigate: (about, signal) => investigateLines(lines, about, signal),
    };
  },
});

function lineSignals(
  entry: Entry,
  {source, seenAt, event: shape}: {source: string; seenAt: number; event: EventShape},
): Signal[] {
  return eventsIn(entry, shape).map(({event, place}) => ({
    source,
    stage: 'collected',
    seenAt,
    sourceTime: timeOf(entry),
    claims: [claimOf(event)],
    ...(isWhole(event) && {events: [event]}),
    evidence: {
      kind: 'record',
      ref: `${selector(entry.stream)} ${entry.ns}`,
      document: {stream: entry.stream, ns: entry.ns, where: placeText(place), event: withoutSecrets(event)},
    },
  }));
}
