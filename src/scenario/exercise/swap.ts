import type {Inject} from './script.js';

/** What says when an inject is due. */
const TRIGGER = ['at', 'after', 'when', 'manual', 'orAt', 'unless'] as const;

/**
 * A script in which attacks have traded their places. The inject of a scenario takes over when another one's was due;
 * attacks that waited for the first of them wait for the one that is now first. What is said about a scenario goes on
 * being about it.
 *
 * @param group scenarios, each started by one inject
 * @param order the same scenarios in another order: the first takes the place of the first in `group`
 */
export function swapped(script: readonly Inject[], group: readonly string[], order: readonly string[]): Inject[] {
  const now = new Map(group.map((scenario, place) => [scenario, order[place] ?? scenario]));
  const place = new Map(order.map((scenario, n) => [scenario, group[n] ?? scenario]));
  const starts = (scenario: string) => script.find(inject => inject.attack === scenario);
  return script.map(inject => {
    if (inject.attack === undefined) return inject;
    // The inject at whose place in time this one comes.
    const from = starts(place.get(inject.attack) ?? inject.attack) ?? inject;
    const trigger = Object.fromEntries(TRIGGER.map(key => [key, about(from[key], now)]));
    return withoutUndefined({...inject, ...trigger}) as Inject;
  });
}

/** A part of a trigger that names the scenario which is now at that place. */
function about<T>(part: T, now: ReadonlyMap<string, string>): T {
  if (typeof part !== 'object' || part === null || !('of' in part) || typeof part.of !== 'string') return part;
  return {...part, of: now.get(part.of) ?? part.of};
}

const withoutUndefined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** Every order of some things. */
export function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, at) => ordersOf(items.filter((_, other) => other !== at)).map(rest => [first, ...rest]));
}
