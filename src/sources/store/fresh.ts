import {RecentKeys} from '../kit/recent-keys.js';
import type {Hit, Store} from './store.js';

/** Where and since when documents are looked for. */
export interface Range {
  /** The indices at the moment: names with dates change at midnight. */
  index: () => string;
  /** The field with a document's time. */
  time: string;
  /** Nothing older is asked for. */
  from: Date;
}

/**
 * At most this many documents that were reported already are left out by the store itself; the rest are left out here.
 */
const LEFT_OUT = 2000;
/** A question that finds more than this is not about a drill. */
const MOST_DOCUMENTS = 20_000;

/**
 * Documents of a store that were not told yet. They arrive in any order, so a newest time would not tell them apart.
 */
export class FreshDocuments {
  readonly #recent = new RecentKeys();
  #told: Hit[] = [];

  constructor(
    readonly store: Store,
    readonly range: Range,
  ) {}

  /**
   * Hands over those that a query finds now and no earlier one found, oldest first. One request, unless there are very
   * many. They count as told when `read` has come to its end: what it could not read comes again.
   */
  async take<T>(query: object, signal: AbortSignal, read: (fresh: Hit[]) => Promise<T>): Promise<T> {
    const fresh = await this.#find(query, signal);
    const result = await read(fresh);
    for (const hit of fresh) this.#recent.isNew(keyOf(hit));
    this.#told = [...this.#told, ...fresh].slice(-LEFT_OUT);
    return result;
  }

  async #find(query: object, signal: AbortSignal): Promise<Hit[]> {
    const {index, time, from} = this.range;
    const since = {range: {[time]: {gte: from.toISOString(), format: 'strict_date_optional_time'}}};
    const whole = {bool: {filter: [since, query], must_not: leftOut(this.#told)}};
    const fresh = new Map<string, Hit>();
    let seen = 0;
    for await (const page of this.store.pages(index(), whole, time, signal)) {
      seen += page.length;
      for (const hit of page) if (!this.#recent.has(keyOf(hit))) fresh.set(keyOf(hit), hit);
      if (seen > MOST_DOCUMENTS) {
        throw new Error(`${index()}: more than ${MOST_DOCUMENTS} documents fit: narrow it down with index or query`);
      }
    }
    return [...fresh.values()];
  }
}

const keyOf = ({index, id}: Hit): string => `${index} ${id}`;

/** An id is unique in its index only. */
const leftOut = (told: readonly Hit[]): object[] =>
  Object.entries(Object.groupBy(told, hit => hit.index)).map(([index, hits = []]) => ({
    bool: {filter: [{term: {_index: index}}, {ids: {values: hits.map(hit => hit.id)}}]},
  }));
