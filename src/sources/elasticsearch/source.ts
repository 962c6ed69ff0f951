import {parseDuration} from '../../lib/duration.js';
import {polledSource} from '../kit/polled.js';
import {budgetOf, endpointOf, sourceType} from '../kit/source-type.js';
import type {Source} from '../source.js';
import {narrowedBy} from '../store/config.js';
import {FreshDocuments} from '../store/fresh.js';
import {identityQuery} from '../store/identity-query.js';
import {indicesBetween, indicesEver} from '../store/indices.js';
import {Store} from '../store/store.js';
import {checkRecords} from './check.js';
import {investigateRecords} from './investigate/investigate.js';
import {refused} from './investigate/refused.js';
import {KnownPaths} from './known-paths.js';
import {watchLosses} from './losses.js';
import {type Records, recordsSchema} from './records.js';
import {recordSignals} from './signal.js';

/** Clocks of a node, a shipper and the drill differ by less, where they are kept at all. */
const CLOCK_SLACK_MS = 60_000;

/** Audit records that a shipper has brought into Elasticsearch or OpenSearch. */
export const elasticsearch = sourceType({
  schema: recordsSchema,
  stage: () => 'collected',
  open(config, context): Source {
    const {id, clock, startedAt} = context;
    const store = new Store(endpointOf(config, context));
    const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
    const ahead = () => new Date(clock.wall().getTime() + CLOCK_SLACK_MS);
    const index = () => indicesBetween(config.index, from, ahead());
    const paths = new KnownPaths(store, config.event, clock);
    const documents = new FreshDocuments(store, {index, time: config.time, from});
    const records: Records = {store, config, paths, context, from, ever: indicesEver(config.index)};
    const everyMs = parseDuration(config.every) ?? 0;
    const source = polledSource({
      id,
      clock,
      skewMs: () => store.skewMs,
      everyMs,
      stage: 'collected',
      budget: budgetOf(config.delays, [{ms: everyMs, why: 'asked every'}]),
      async poll(interest, signal) {
        const narrowed = narrowedBy(config.query);
        const wanted = identityQuery(await paths.at(index(), signal), interest);
        return documents.take({bool: {filter: [wanted, ...narrowed]}}, signal, async hits => {
          const seenAt = clock.now();
          return hits.flatMap(hit => recordSignals(hit, {source: id, seenAt, config}));
        });
      },
    });
    return {
      ...source,
      check: signal => checkRecords(records, signal),
      losses: signal => watchLosses(records, signal),
      refused: (about, signal) => refused(records, about, signal),
      investigate: (about, signal) => investigateRecords(records, about, signal),
    };
  },
});
