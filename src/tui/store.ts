import type {DrillEvent} from '../events/events.js';
import {type Clock, realClock} from '../lib/clock.js';
import {RunFold} from '../view/fold.js';
import {type Symbols, symbolsFor} from '../view/symbols.js';
import type {RunView} from '../view/view.js';
import {type FeedEntry, feedEntry} from './screens/feed.js';

/** Where events come from: the log of a run under way, or a recorded one that is played again. */
export interface EventSource {
  /** Calls the listener for every past event and then for each new one; returns the way to stop. */
  subscribe(listener: (event: DrillEvent) => void): () => void;
}

/** What the console shows at one moment. It keeps its identity until something changes. */
export interface Snapshot {
  view: RunView;
  feed: readonly FeedEntry[];
}

/** A store for `useSyncExternalStore`. */
export interface ViewStore {
  subscribe(listener: () => void): () => void;
  get(): Snapshot;
  /** The run's own time in milliseconds, now: that of the newest event and what has passed since. */
  nowMs(): number;
  close(): void;
}

/** Events that arrive faster than this are shown together: ten pictures a second are enough for anybody. */
const BATCH_MS = 100;

/** Lines of the feed that are kept. */
export const FEED_LENGTH = 500;

/** Folds a log into what the console shows, at most every 100 ms however fast events come. */
export function createViewStore(
  log: EventSource,
  {clock = realClock, symbols = symbolsFor(false)}: {clock?: Clock; symbols?: Symbols} = {},
): ViewStore {
  const listeners = new Set<() => void>();
  const closed = new AbortController();
  const fold = new RunFold();
  const feed: FeedEntry[] = [];
  let newest: DrillEvent | undefined;
  let shown: Snapshot = {view: fold.view, feed: []};
  let newestAt = clock.now();
  let publishedAt = Number.NEGATIVE_INFINITY;
  let waiting = true; // the past arrives at once, while subscribing: shown together below

  const publish = () => {
    waiting = false;
    publishedAt = clock.now();
    shown = {view: fold.view, feed: feed.slice(-FEED_LENGTH)};
    for (const listener of listeners) listener();
  };
  const schedule = () => {
    if (waiting) return;
    const dueMs = publishedAt + BATCH_MS - clock.now();
    if (dueMs <= 0) return publish();
    waiting = true;
    clock.sleep(dueMs, closed.signal).then(publish, () => {}); // rejects only when the store is closed
  };
  const take = (event: DrillEvent) => {
    fold.add(event);
    newest = event;
    newestAt = clock.now();
    const entry = feedEntry(event, fold.about(event), symbols);
    if (entry) feed.push(entry);
    if (feed.length > 2 * FEED_LENGTH) feed.splice(0, feed.length - FEED_LENGTH);
    schedule();
  };

  const stop = log.subscribe(take);
  publish();
  return {
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: () => shown,
    nowMs: () => {
      const ms = newest?.ms ?? 0;
      return newest?.type === 'run.ended' ? ms : ms + (clock.now() - newestAt);
    },
    close: () => {
      stop();
      closed.abort();
      listeners.clear();
    },
  };
}
