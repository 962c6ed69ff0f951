import {formatDuration} from '../../lib/duration.js';
import type {Answer} from '../source.js';
import {refusalsOf, refusedBetween} from '../store/refusals.js';
import type {Records} from './records.js';

/** How long the counters are watched: a quiet cluster writes some events in it, and a person waits that long. */
const WATCHED_MS = 10_000;

/** What the store refused while it was watched. Shippers go on in silence, so nobody else says it. */
export async function watchLosses({store, context}: Records, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const before = await refusalsOf(store, signal);
    await context.clock.sleep(WATCHED_MS, signal);
    const after = await refusalsOf(store, signal);
    const refused = refusedBetween(before, after);
    const watched = formatDuration(WATCHED_MS);
    const blind = after.byStatus ? '' : '; this store does not count what a mapping refuses';
    if (!refused.length) {
      const took = after.taken - before.taken;
      return {state: 'ok', detail: `the store took ${took} documents in ${watched} and refused none${blind}`, next: []};
    }
    return {
      state: 'warning',
      detail: `the store refused documents of all its indices in ${watched}: ${refused.join(', ')}${blind}`,
      next: [
        'look at what the shipper logs of it (Fluentd: log_es_400_reason true), and map bodies as flattened (OpenSearch: flat_object)',
      ],
    };
  } catch {
    signal.throwIfAborted();
    // Counters of nodes need a right of their own (monitor), which reading records does not.
    return undefined;
  }
}
