import {z} from 'zod';
import {parseYaml} from '../../lib/yaml/yaml-file.js';
import {Interval} from './intervals.js';
import {type Matcher, type MatcherConfig, matcherOf} from './matchers.js';
import {milliseconds, type Route} from './routing.js';

/** A route with what it inherits, and those below it. */
export interface RouteNode extends Route {
  matches: Matcher;
  /** Whether the routes after it are asked as well. */
  goesOn: boolean;
  /** Names of the time intervals in which it tells nobody, and of those outside of which it does not. */
  muted: readonly string[];
  active: readonly string[];
  below: readonly RouteNode[];
}

/** A configuration, as far as it says who is notified of an alert. */
export interface AlertmanagerConfig {
  root: RouteNode;
  /** How many integrations each receiver has: without any it tells nobody. */
  receivers: ReadonlyMap<string, number>;
  intervals: ReadonlyMap<string, readonly Interval[]>;
}

interface RouteConfig extends MatcherConfig {
  receiver?: string | undefined;
  group_wait?: string | undefined;
  group_interval?: string | undefined;
  continue?: boolean | undefined;
  mute_time_intervals?: string[] | undefined;
  active_time_intervals?: string[] | undefined;
  routes?: RouteConfig[] | undefined;
}

const texts = z.record(z.string(), z.coerce.string()).optional();
const RouteConfig: z.ZodType<RouteConfig> = z.looseObject({
  receiver: z.string().optional(),
  group_wait: z.string().optional(),
  group_interval: z.string().optional(),
  continue: z.boolean().optional(),
  matchers: z.array(z.string()).optional(),
  match: texts,
  match_re: texts,
  mute_time_intervals: z.array(z.string()).optional(),
  active_time_intervals: z.array(z.string()).optional(),
  get routes() {
    return z.array(RouteConfig).optional();
  },
});

const Named = z.looseObject({name: z.string(), time_intervals: z.array(Interval).default([])});
const Config = z.looseObject({
  route: RouteConfig,
  receivers: z.array(z.looseObject({name: z.string()})).default([]),
  time_intervals: z.array(Named).default([]),
  /** As they were called before version 0.24. */
  mute_time_intervals: z.array(Named).default([]),
});

/** What Alertmanager takes where its configuration says nothing. */
const DEFAULTS: Route = {receiver: '', groupWaitMs: 30_000, groupIntervalMs: 300_000};

/**
 * Reads the configuration that Alertmanager shows; undefined when it cannot be read: then nothing is said of routes.
 */
export function readConfig(text: string): AlertmanagerConfig | undefined {
  try {
    const {
      route,
      receivers,
      time_intervals: now,
      mute_time_intervals: then,
    } = Config.parse(parseYaml(text, 'alertmanager.yml').values[0]);
    return {
      root: expand(route, DEFAULTS),
      receivers: new Map(receivers.map(receiver => [receiver.name, integrationsOf(receiver)])),
      intervals: new Map([...then, ...now].map(({name, time_intervals: all}) => [name, all])),
    };
  } catch {
    return undefined;
  }
}

const integrationsOf = (receiver: object): number =>
  Object.entries(receiver).reduce(
    (sum, [key, value]) => sum + (key.endsWith('_configs') && Array.isArray(value) ? value.length : 0),
    0,
  );

function expand(config: RouteConfig, parent: Route): RouteNode {
  const route: Route = {
    receiver: config.receiver ?? parent.receiver,
    groupWaitMs: milliseconds(config.group_wait) ?? parent.groupWaitMs,
    groupIntervalMs: milliseconds(config.group_interval) ?? parent.groupIntervalMs,
  };
  return {
    ...route,
    matches: matcherOf(config),
    goesOn: config.continue ?? false,
    // Unlike waits, intervals are not inherited.
    muted: config.mute_time_intervals ?? [],
    active: config.active_time_intervals ?? [],
    below: (config.routes ?? []).map(inner => expand(inner, route)),
  };
}

/** Every route, the root first. */
export const allRoutes = (node: RouteNode): RouteNode[] => [node, ...node.below.flatMap(allRoutes)];
