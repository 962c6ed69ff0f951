import type {AlertmanagerConfig, RouteNode} from './config.js';
import {isWithin} from './intervals.js';
import type {Labels} from './matchers.js';

/** Why nobody is notified of an alert, and what to change so that somebody is. */
export interface Untold {
  reason: string;
  change: string;
  /** True when it is not known whether anybody is notified: the reason says what that depends on. */
  unsure?: true;
}

/** The routes that an alert takes: the deepest that match, and those after one that goes on. */
export function routesFor(node: RouteNode, labels: Labels): RouteNode[] {
  if (!node.matches(labels)) return [];
  const found: RouteNode[] = [];
  for (const inner of node.below) {
    const taken = routesFor(inner, labels);
    found.push(...taken);
    if (taken.length && !inner.goesOn) break;
  }
  return found.length ? found : [node];
}

/**
 * Why the configuration notifies nobody of an alert; undefined when somebody is. Alertmanager itself marks an alert
 * as muted only when its group is flushed, which is after `group_wait`.
 *
 * @param readers receivers that count without any integration, since people look at Alertmanager itself
 */
export function untold(
  {root, receivers, intervals}: AlertmanagerConfig,
  labels: Labels,
  now: Date,
  readers: readonly string[] = [],
): Untold | undefined {
  const routes = routesFor(root, labels);
  const reasons: Untold[] = [];
  for (const route of routes) {
    const why = deaf(route, receivers, readers) ?? muted(route, intervals, now);
    if (!why) return undefined;
    reasons.push(why);
  }
  const distinct = (all: string[]) => [...new Set(all)].join('; ');
  if (!reasons.length) return undefined;
  // Where one route may still notify somebody, what the others do decides nothing.
  const unsure = reasons.filter(r => r.unsure);
  const deciding = unsure.length ? unsure : reasons;
  return {
    reason: distinct(deciding.map(r => r.reason)),
    change: distinct(deciding.map(r => r.change)),
    ...(unsure.length > 0 && {unsure: true}),
  };
}

function deaf(
  {receiver}: RouteNode,
  receivers: AlertmanagerConfig['receivers'],
  readers: readonly string[],
): Untold | undefined {
  if (receivers.get(receiver) !== 0 || readers.includes(receiver)) return undefined;
  return {
    reason: `its route leads to the receiver ${receiver}, which has no integration`,
    change: `give ${receiver} an integration, route the alert to a receiver that has one, or, where people watch Alertmanager itself, name ${receiver} under \`readers\` of this source`,
  };
}

function muted(
  {receiver, ...route}: RouteNode,
  intervals: AlertmanagerConfig['intervals'],
  now: Date,
): Untold | undefined {
  // Notifications go out when the group is flushed.
  const at = new Date(now.getTime() + route.groupWaitMs);
  const isIn = (name: string) => isWithin(intervals.get(name) ?? [], at);
  const inside = route.muted.filter(name => isIn(name) === true);
  if (inside.length) return mutedBy(inside, receiver);
  const active = route.active.map(name => ({name, is: isIn(name)}));
  const isActive = !active.length || active.some(({is}) => is === true);
  const mayBeActive = active.filter(({is}) => is === undefined).map(({name}) => name);
  if (isActive || mayBeActive.length) {
    const open = [...route.muted.filter(name => isIn(name) === undefined), ...(isActive ? [] : mayBeActive)];
    return open.length ? zoneUnknown(open, receiver) : undefined;
  }
  const names = route.active.join(', ');
  return {
    reason: `muted for ${receiver} outside of the time interval ${names}`,
    change: `widen the time interval ${names}, or take it from active_time_intervals of this route; or drill inside of it`,
  };
}

const zoneUnknown = (names: readonly string[], receiver: string): Untold => ({
  reason: `whether it is muted for ${receiver} depends on the time zone of Alertmanager's server, which it does not report (location: Local of the time interval ${names.join(', ')})`,
  change: `give the time interval ${names.join(', ')} a location by its name, such as Europe/Berlin, or drill at a time that is inside or outside of it in every zone`,
  unsure: true,
});

/** Muted by time intervals of its route. */
export const mutedBy = (names: readonly string[], receiver?: string): Untold => ({
  reason: `muted${receiver === undefined ? '' : ` for ${receiver}`} by the time interval ${names.join(', ')}`,
  change: `narrow the time interval ${names.join(', ')}, or take it from mute_time_intervals of this route; or drill outside of it`,
});
