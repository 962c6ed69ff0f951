import type {LiveClient} from '../../live/client/client.js';
import {isStaff} from '../../view/live/view.js';
import type {JoinWay} from './context.js';

/** What may have changed since the last look. It keeps its identity until something has. */
export interface LiveSnapshot {
  due: Readonly<Record<string, number>>;
  /** For those who may hand them on. */
  joinWays: readonly JoinWay[];
}

/** A store for `useSyncExternalStore`. */
export interface LiveStore {
  subscribe(listener: () => void): () => void;
  get(): LiveSnapshot;
  close(): void;
}

/** What comes faster than this is shown together. */
const BATCH_MS = 100;
/** How often it is asked at the most when injects are due, in milliseconds. */
const DUE_MS = 1000;

/** Tells a screen when there is something new, at most every 100 ms however fast events come. */
export function createLiveStore(client: LiveClient, linkOf: (code: string) => Omit<JoinWay, 'role'>): LiveStore {
  const {clock} = client;
  const listeners = new Set<() => void>();
  const closed = new AbortController();
  let shown: LiveSnapshot = {due: {}, joinWays: []};
  let isWaiting = false;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  let knowsWays = false;

  const publish = (news: Partial<LiveSnapshot> = {}) => {
    publishedAt = clock.now();
    shown = {...shown, ...news};
    for (const listener of listeners) listener();
  };
  const later = (ms: number, then: () => void) => void clock.sleep(ms, closed.signal).then(then, () => {});
  const askDue = () => {
    const {hello} = client.store;
    if (isAsking || !hello || !isStaff(hello)) return;
    isAsking = true;
    later(DUE_MS, () => {
      void client.due().then(due => {
        isAsking = false;
        if (!closed.signal.aborted && !sameDue(due, shown.due)) publish({due});
      });
    });
  };
  const askWays = () => {
    const {hello} = client.store;
    if (knowsWays || hello?.kind !== 'controls') return;
    knowsWays = true;
    void client.codes().then(codes => {
      // The way of those who steer comes last: it is not for everybody who looks at the screen.
      const roles = Object.keys(codes).toSorted((a, b) => Number(a === hello.role) - Number(b === hello.role));
      knowsWays = roles.length > 0;
      if (!closed.signal.aborted) publish({joinWays: roles.map(role => ({role, ...linkOf(codes[role] ?? '')}))});
    });
  };
  const changed = () => {
    askDue();
    askWays();
    if (isWaiting) return;
    isWaiting = true;
    later(Math.max(0, publishedAt + BATCH_MS - clock.now()), () => {
      isWaiting = false;
      publish();
    });
  };
  const stop = client.subscribe(changed);
  return {
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: () => shown,
    close: () => {
      stop();
      closed.abort();
      listeners.clear();
    },
  };
}

const sameDue = (a: LiveSnapshot['due'], b: LiveSnapshot['due']): boolean => JSON.stringify(a) === JSON.stringify(b);
