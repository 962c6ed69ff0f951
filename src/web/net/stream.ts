import {me} from './api.js';
import type {LiveStore} from './live-store.js';

/** Between two tries to come back, in milliseconds: the first, and the longest. */
const RETRY = {first: 1000, longest: 10_000};

/**
 * Listens to the server until it no longer knows us. The browser resumes a stream that breaks by its last id; one that
 * was refused is begun again here.
 *
 * @param onOnline called whenever a stream has begun
 * @returns the way to stop
 */
export function listen(store: LiveStore, onOnline: () => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = RETRY.first;

  const open = () => {
    const after = store.lastId === undefined ? '' : `?after=${encodeURIComponent(store.lastId)}`;
    source = new EventSource(`/api/events${after}`);
    source.addEventListener('hello', ({data, lastEventId}) => {
      wait = RETRY.first;
      store.greet(JSON.parse(data), lastEventId);
      onOnline();
    });
    source.addEventListener('event', ({data, lastEventId}) => store.take(JSON.parse(data), lastEventId));
    source.addEventListener('error', () => {
      store.connect('offline');
      if (source?.readyState === EventSource.CLOSED) again();
    });
  };
  const again = () => {
    source?.close();
    clearTimeout(timer);
    timer = setTimeout(() => void retry(), wait);
    wait = Math.min(RETRY.longest, wait * 2);
  };
  const retry = async () => {
    try {
      if (await me()) open();
      else store.connect('closed');
    } catch {
      again();
    }
  };
  open();
  return () => {
    source?.close();
    clearTimeout(timer);
  };
}
