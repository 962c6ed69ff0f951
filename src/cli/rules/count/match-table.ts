import type {MatchRow} from './counts.js';

/** What is counted of a rule, an actor and a day. */
export type Tally = Pick<MatchRow, 'matches' | 'alarms' | 'onAttacks'>;

/**
 * Tallies by rule, actor and day. Years of a log have tens of thousands of them: each is three numbers below texts that they
 * share, and no text of its own.
 */
export class MatchTable {
  readonly #rules = new Map<string, Map<string, Map<string, Tally>>>();
  readonly #days = new Map<string, string>();

  at(rule: string, actor: string, day: string): Tally {
    const byDay = entryOf(
      entryOf(this.#rules, rule, () => new Map()),
      actor,
      () => new Map(),
    );
    return entryOf(byDay, this.#sharedDay(day), () => ({matches: 0, alarms: 0, onAttacks: 0}));
  }

  /** Every tally, as a row. */
  *rows(): Generator<MatchRow> {
    for (const [rule, actors] of this.#rules)
      for (const [actor, days] of actors) for (const [day, tally] of days) yield {rule, actor, day, ...tally};
  }

  /** A day is a part of a line of the log, which would be kept along with it. */
  #sharedDay = (day: string): string => entryOf(this.#days, day, () => day);
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
