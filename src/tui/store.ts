import type {DrillEvent} from '../events/events.js';
import {type Clock, realClock} from '../lib/clock.js';
import {type Symbols, symbolsFor} from '../view/symbols.js';
import {emptyView, type RunView, reduce} from '../view/view.js';
import {type FeedEntry, feedEntry} from './feed.js';

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
  let view = emptyView;
  let feed: FeedEntry[] = [];
  let shown: Snapshot = {view, feed};
  let newestAt = clock.now();
  let publishedAt = Number.NEGATIVE_INFINITY;
  let waiting = true; // the past arrives at once, while subscribing: shown together below

  const publish = () => {
    waiting = false;
    publishedAt = clock.now();
    shown = {view, feed: [...feed]};
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
    view = reduce(view, event);
    newestAt = clock.now();
    const entry = feedEntry(event, view, symbols);
    if (entry) feed = [...feed.slice(1 - FEED_LENGTH), entry];
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
    nowMs: () => view.ended?.ms ?? view.nowMs + (clock.now() - newestAt),
    close: () => {
      stop();
      closed.abort();
      listeners.clear();
    },
  };
}
