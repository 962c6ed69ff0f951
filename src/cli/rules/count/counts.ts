/** Why records could not be read. */
export interface UnreadableReason {
  /** To be read behind "a record that". */
  reason: string;
  records: number;
  /** The first of them: `audit.log:12`. */
  first: string;
}

/** What one rule made of one actor's requests on one day (UTC). */
export interface MatchRow {
  rule: string;
  actor: string;
  /** `2026-11-23`, or `unknown`. */
  day: string;
  matches: number;
  /** Requests among them: two stages of a request are one alarm. */
  alarms: number;
  /** Alarms on requests that labels name. */
  onAttacks: number;
}

/** How one labelled scenario fared, in sets: those of two parts of a log can be put together. */
export interface ScenarioCounts {
  scenario: string;
  /** Requests that the labels name, and how many different ones these are. */
  labelled: number;
  different: number;
  /** Audit ids of it that were in the log, and those that a rule alarmed on. */
  seen: string[];
  matched: string[];
  /** Rules that alarmed on it. */
  rules: string[];
}

/** All that is counted of a log, or of a part of one: whatever is said of it can be worked out from this. */
export interface Counts {
  events: number;
  /** Why records could not be read, in the order of their first. */
  unreadable: UnreadableReason[];
  /** Where events were, in logs that are not bare: place → events. */
  places: Record<string, number>;
  /** The last lines of logs that are still being written. */
  unfinished: string[];
  /** One of them may be a request that the labels name. */
  mayHideAttack: boolean;
  /** Times of the first and the last event, as they are written; only where an event has a time in UTC. */
  first?: string | undefined;
  last?: string | undefined;
  rows: MatchRow[];
  /** With labels only. */
  scenarios?: ScenarioCounts[] | undefined;
}

/** The counts of several parts of a log, of which none is counted twice; the parts in their order. */
export function addCounts(parts: readonly Counts[]): Counts {
  const times = parts.flatMap(({first, last}) => (first === undefined || last === undefined ? [] : [{first, last}]));
  const labelled = parts.some(({scenarios}) => scenarios);
  return {
    events: sum(parts.map(({events}) => events)),
    unreadable: together(
      parts.flatMap(part => part.unreadable),
      one => one.reason,
      (a, b) => ({...a, records: a.records + b.records}),
    ),
    places: Object.fromEntries(
      together(
        parts.flatMap(part => Object.entries(part.places)),
        ([place]) => place,
        ([place, a], [, b]) => [place, a + b],
      ),
    ),
    unfinished: parts.flatMap(part => part.unfinished),
    mayHideAttack: parts.some(part => part.mayHideAttack),
    ...(times.length > 0 && {
      first: times.map(one => one.first).reduce((a, b) => (b < a ? b : a)),
      last: times.map(one => one.last).reduce((a, b) => (b > a ? b : a)),
    }),
    rows: together(
      parts.flatMap(part => part.rows),
      row => JSON.stringify([row.rule, row.actor, row.day]),
      addRows,
    ),
    ...(labelled && {scenarios: addScenarios(parts.flatMap(part => part.scenarios ?? []))}),
  };
}

/** Two rows of one rule: the name of the first stays. */
export const addRows = (a: MatchRow, b: MatchRow): MatchRow => ({
  ...a,
  matches: a.matches + b.matches,
  alarms: a.alarms + b.alarms,
  onAttacks: a.onAttacks + b.onAttacks,
});

const addScenarios = (all: readonly ScenarioCounts[]): ScenarioCounts[] =>
  together(
    all,
    one => one.scenario,
    (a, b) => ({
      ...a,
      seen: union(a.seen, b.seen),
      matched: union(a.matched, b.matched),
      rules: union(a.rules, b.rules),
    }),
  );

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].sort();

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

/** One of each key, in the order of their first. */
export function together<T>(all: readonly T[], keyOf: (one: T) => string, add: (a: T, b: T) => T): T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    const before = found.get(key);
    found.set(key, before === undefined ? one : add(before, one));
  }
  return [...found.values()];
}
