import type {CorrelationRule} from '../rule-set.js';

/** What of an event counts in a correlation. */
export interface Counted {
  /** Which of the correlation's rules matched: its place in `rules`. */
  place: number;
  /** The values of the correlation's fields; empty when the event has none. */
  values: readonly string[];
}

/** A figure over the events inside a window, kept as they come and go. */
export interface Tally {
  add(item: Counted): void;
  remove(item: Counted): void;
  /** Undefined while there is nothing to tell, as the average of no values; some figures are about the newest alone. */
  figure(newest: Counted): number | undefined;
}

/** The figure that a correlation compares. */
export function tallyOf({type, percentile}: Pick<CorrelationRule, 'type' | 'percentile'>): Tally {
  switch (type) {
    case 'event_count':
      return counted();
    case 'value_count':
      return distinct(item => item.values);
    case 'temporal':
    case 'temporal_ordered':
      return distinct(item => [String(item.place)]);
    case 'value_sum':
      return numbers(sum);
    case 'value_avg':
      return numbers(all => sum(all) / all.length);
    case 'value_median':
      return numbers(all => ((all[(all.length - 1) >> 1] ?? 0) + (all[all.length >> 1] ?? 0)) / 2);
    case 'value_percentile':
      // As the specification has it, without a percentile: how rare a value is among all, in percent.
      if (percentile === undefined) return shares();
      // The nearest rank: the smallest value that this many in a hundred do not exceed.
      return numbers(all => all[Math.max(0, Math.ceil((percentile / 100) * all.length) - 1)] ?? 0);
  }
}

const sum = (all: readonly number[]): number => all.reduce((total, value) => total + value, 0);

function counted(): Tally {
  let count = 0;
  return {
    add: () => {
      count++;
    },
    remove: () => {
      count--;
    },
    figure: () => count,
  };
}

/** How many different values there are. */
function distinct(valuesOf: (item: Counted) => readonly string[]): Tally {
  const counts = new Map<string, number>();
  return {
    add(item) {
      for (const value of valuesOf(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
    },
    remove(item) {
      for (const value of valuesOf(item)) {
        const left = (counts.get(value) ?? 0) - 1;
        if (left > 0) counts.set(value, left);
        else counts.delete(value);
      }
    },
    figure: () => counts.size,
  };
}

/** How many in a hundred values are the newest event's; of several of its values, the rarest. */
function shares(): Tally {
  const counts = new Map<string, number>();
  let total = 0;
  const change = (values: readonly string[], by: 1 | -1) => {
    for (const value of values) {
      total += by;
      const left = (counts.get(value) ?? 0) + by;
      if (left > 0) counts.set(value, left);
      else counts.delete(value);
    }
  };
  return {
    add: ({values}) => change(values, 1),
    remove: ({values}) => change(values, -1),
    figure: ({values}) =>
      values.length ? (100 * Math.min(...values.map(value => counts.get(value) ?? 0))) / total : undefined,
  };
}

/** A figure over all values that are numbers, in ascending order. */
function numbers(figure: (ascending: readonly number[]) => number): Tally {
  const ascending: number[] = [];
  const placeOf = (value: number) => {
    const place = ascending.findIndex(other => other >= value);
    return place < 0 ? ascending.length : place;
  };
  const each = (item: Counted, act: (value: number) => void) => {
    for (const value of item.values.map(Number)) if (Number.isFinite(value)) act(value);
  };
  return {
    add: item => each(item, value => ascending.splice(placeOf(value), 0, value)),
    remove: item => each(item, value => ascending.splice(placeOf(value), 1)),
    figure: () => (ascending.length ? figure(ascending) : undefined),
  };
}
