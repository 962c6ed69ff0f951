import {type RefCallback, useCallback, useEffect, useState, useSyncExternalStore} from 'react';
import type {Shown} from '../net/live-store.js';
import type {Session, SessionState} from '../net/session.js';

/** Events that come within this time are drawn together, in milliseconds. */
const DRAW_MS = 50;

/** Calls `notify` soon, and once for many calls. */
function gathered(notify: () => void): {call: () => void; stop: () => void} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      notify();
    }, DRAW_MS);
  };
  return {call, stop: () => clearTimeout(timer)};
}

/** What the stream has said so far. */
export function useShown({store}: Session): Shown {
  const [subscribe] = useState(() => (notify: () => void) => {
    const {call, stop} = gathered(notify);
    const leave = store.subscribe(call);
    return () => {
      leave();
      stop();
    };
  });
  return useSyncExternalStore(subscribe, () => store.shown);
}

export const useSessionState = (session: Session): SessionState =>
  useSyncExternalStore(session.subscribe, () => session.state);

/** The browser's monotonic clock, drawn anew every second. */
export function useMonotonic(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, 0);
}

/** How wide something is on the screen, in pixels, as that changes. */
export function useWidth(): [place: RefCallback<Element>, width: number] {
  const [width, setWidth] = useState(1000);
  const place = useCallback((element: Element | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}
