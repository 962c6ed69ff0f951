import {RecentKeys} from '../recent-keys.js';
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

/** So many documents that were told already are left out by the store itself; the rest are left out here. */
const LEFT_OUT = 2000;
/** A question that finds more than this is not about a drill. */
const MOST_DOCUMENTS = 20_000;

/** Documents of a store that were not told yet. They arrive in any order, so a newest time would not tell them apart. */
export class FreshDocuments {
  readonly #recent = new RecentKeys();
  #told: Hit[] = [];

  constructor(
    readonly store: Store,
    readonly range: Range,
  ) {}

  /** Those that a query finds now and no earlier one found, oldest first. One request, unless there are very many. */
  async take(query: object, signal: AbortSignal): Promise<Hit[]> {
    const {index, time, from} = this.range;
    const since = {range: {[time]: {gte: from.toISOString(), format: 'strict_date_optional_time'}}};
    const whole = {bool: {filter: [since, query], must_not: leftOut(this.#told)}};
    const fresh: Hit[] = [];
    let seen = 0;
    for await (const page of this.store.pages(index(), whole, time, signal)) {
      seen += page.length;
      fresh.push(...page.filter(hit => this.#recent.isNew(`${hit.index} ${hit.id}`)));
      if (seen > MOST_DOCUMENTS) {
        throw new Error(`${index()}: more than ${MOST_DOCUMENTS} documents fit: narrow it down with index or query`);
      }
    }
    this.#told = [...this.#told, ...fresh].slice(-LEFT_OUT);
    return fresh;
  }
}

/** An id is unique in its index only. */
const leftOut = (told: readonly Hit[]): object[] =>
  Object.entries(Object.groupBy(told, hit => hit.index)).map(([index, hits = []]) => ({
    bool: {filter: [{term: {_index: index}}, {ids: {values: hits.map(hit => hit.id)}}]},
  }));
