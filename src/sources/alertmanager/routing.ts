import {formatDuration} from '../../lib/duration.js';

/** How long Alertmanager holds back what it tells a receiver, in milliseconds. */
export interface Route {
  receiver: string;
  /** Before it tells of a group for the first time. */
  groupWaitMs: number;
  /** Before it tells of what came new to a group that it has told of. */
  groupIntervalMs: number;
}

/** The longest waits of the routes to some receivers (default: of all). */
export function waitsOf(routes: readonly Route[], receivers?: readonly string[]): Omit<Route, 'receiver'> {
  const meant = routes.filter(route => !receivers || receivers.includes(route.receiver));
  return {
    groupWaitMs: Math.max(0, ...meant.map(r => r.groupWaitMs)),
    groupIntervalMs: Math.max(0, ...meant.map(r => r.groupIntervalMs)),
  };
}

/** `up to 30.0 s after an alert (group_wait), or 5 m 00 s when its group has notified before (group_interval)`. */
export const waitsText = ({groupWaitMs, groupIntervalMs}: Omit<Route, 'receiver'>): string =>
  `up to ${formatDuration(groupWaitMs)} after an alert (group_wait), or ${formatDuration(groupIntervalMs)} when its group has notified before (group_interval)`;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A duration as Prometheus writes it: `1h30m`, `250ms`. */
export function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}
