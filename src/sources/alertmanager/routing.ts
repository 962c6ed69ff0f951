import {z} from 'zod';
import {formatDuration} from '../../lib/duration.js';
import {parseYaml} from '../../lib/yaml-file.js';

/** How long Alertmanager holds back what it tells a receiver, in milliseconds. */
export interface Route {
  receiver: string;
  /** Before it tells of a group for the first time. */
  groupWaitMs: number;
  /** Before it tells of what came new to a group that it has told of. */
  groupIntervalMs: number;
}

interface RouteConfig {
  receiver?: string | undefined;
  group_wait?: string | undefined;
  group_interval?: string | undefined;
  routes?: RouteConfig[] | undefined;
}

const RouteConfig: z.ZodType<RouteConfig> = z.looseObject({
  receiver: z.string().optional(),
  group_wait: z.string().optional(),
  group_interval: z.string().optional(),
  get routes() {
    return z.array(RouteConfig).optional();
  },
});

/** What Alertmanager takes where its configuration says nothing. */
const DEFAULTS: Route = {receiver: '', groupWaitMs: 30_000, groupIntervalMs: 300_000};

/** Every route of a configuration, the root first; each inherits from its parent. Empty when it cannot be read. */
export function routesOf(config: string): Route[] {
  const root = z.looseObject({route: RouteConfig}).safeParse(parseYaml(config, 'alertmanager.yml').values[0]);
  return root.success ? expand(root.data.route, DEFAULTS) : [];
}

function expand(config: RouteConfig, parent: Route): Route[] {
  const route: Route = {
    receiver: config.receiver ?? parent.receiver,
    groupWaitMs: milliseconds(config.group_wait) ?? parent.groupWaitMs,
    groupIntervalMs: milliseconds(config.group_interval) ?? parent.groupIntervalMs,
  };
  return [route, ...(config.routes ?? []).flatMap(inner => expand(inner, route))];
}

/** The longest waits of the routes to some receivers (default: of all). */
export function waitsOf(routes: readonly Route[], receivers?: readonly string[]): Omit<Route, 'receiver'> {
  const meant = routes.filter(route => !receivers || receivers.includes(route.receiver));
  return {
    groupWaitMs: Math.max(0, ...meant.map(r => r.groupWaitMs)),
    groupIntervalMs: Math.max(0, ...meant.map(r => r.groupIntervalMs)),
  };
}

/** `up to 30.0 s after an alert (group_wait), or 5 m 00 s when its group was told of before (group_interval)`. */
export const waitsText = ({groupWaitMs, groupIntervalMs}: Omit<Route, 'receiver'>): string =>
  `up to ${formatDuration(groupWaitMs)} after an alert (group_wait), or ${formatDuration(groupIntervalMs)} when its group was told of before (group_interval)`;

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
function milliseconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}
