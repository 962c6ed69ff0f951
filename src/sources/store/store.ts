import {z} from 'zod';
import {type Endpoint, HttpClient, type Question} from '../http/http.js';
import {statusOf} from '../http/refusal.js';
import {parseAs} from '../kit/parse.js';
import {storeFailure} from './failure.js';
import {type Product, productOf, UNKNOWN_PRODUCT} from './product.js';

/** One document that a search found. */
export interface Hit {
  index: string;
  id: string;
  source: unknown;
}

const Found = z.looseObject({
  timed_out: z.boolean().optional(),
  pit_id: z.string().optional(),
  hits: z.looseObject({
    hits: z.array(
      z.looseObject({_index: z.string(), _id: z.string(), _source: z.unknown(), sort: z.array(z.unknown()).optional()}),
    ),
  }),
});
const Docs = z.looseObject({
  docs: z.array(
    z.looseObject({_index: z.string(), _id: z.string(), found: z.boolean().optional(), _source: z.unknown()}),
  ),
});

const Opened = z.looseObject({id: z.string().nullish(), pit_id: z.string().nullish()});

/** A point in time that is open. */
interface Held {
  path: string;
  name: Product['name'];
  id: string;
}

/** This many documents come with one page. */
export const PAGE_SIZE = 500;
/** A search that finds more pages than this is not about a drill, or is answered by something else. */
const MOST_PAGES = 400;
/** How long a point in time is held after its last page, should nobody close it. */
const KEEP_ALIVE = '1m';

/** Elasticsearch 7 to 9 or OpenSearch 1 to 3, asked through what they have in common: no types, no scripts. */
export class Store {
  readonly #http: HttpClient;
  #product: Product | undefined;

  constructor(readonly endpoint: Endpoint) {
    this.#http = new HttpClient(endpoint);
  }

  /** As `HttpClient.skewMs`. */
  get skewMs(): number | undefined {
    return this.#http.skewMs;
  }

  /** Asks one question. @throws Error in words, with the HttpError as its cause. */
  async ask(path: string, question: Question = {}): Promise<unknown> {
    try {
      return await this.#http.ask(path, question);
    } catch (error) {
      question.signal?.throwIfAborted();
      throw storeFailure(this.endpoint.url, error);
    }
  }

  /** Which product this is; credentials that read one index are often not allowed to ask, and need not be. */
  async product(signal: AbortSignal): Promise<Product> {
    try {
      this.#product ??= productOf(await this.ask('/', {signal}));
    } catch (error) {
      if (statusOf(error) !== 403) throw error;
      this.#product = UNKNOWN_PRODUCT;
    }
    return this.#product;
  }

  /** One page of a search. An answer from some of the shards only is an error: what is not in it may yet be there. */
  async search(index: string, body: object, signal: AbortSignal): Promise<Hit[]> {
    return (await this.#found(index, body, signal)).hits.hits.map(hitOf);
  }

  /**
   * All documents that a query finds, page by page in the order of `time`. Most searches end with the first page; the
   * pages of larger ones are read from a point in time where the store offers that.
   */
  async *pages(index: string, query: object, time: string, signal: AbortSignal): AsyncGenerator<Hit[]> {
    const {pointInTime, name} = await this.product(signal);
    const byTime = {[time]: {order: 'asc', unmapped_type: 'date'}};
    const byId = {_id: 'asc'};
    const base = {query, size: PAGE_SIZE, track_total_hits: false};
    if (!pointInTime) {
      yield* this.#after({...base, sort: [byTime, byId]}, body => this.#found(index, body, signal));
      return;
    }
    const first = await this.search(index, {...base, sort: [byTime]}, signal);
    yield first;
    if (first.length < PAGE_SIZE) return;
    const held = await this.#hold(index, name, signal);
    if (!held) {
      const isRead = new Set(first.map(keyOf));
      for await (const page of this.#after({...base, sort: [byTime, byId]}, body => this.#found(index, body, signal))) {
        yield page.filter(hit => !isRead.has(keyOf(hit)));
      }
      return;
    }
    // Elasticsearch breaks ties of a point in time on its own; OpenSearch before 3.3 has nothing but the id for it.
    const sort = name === 'OpenSearch' ? [byTime, byId] : [byTime];
    yield* this.#pointInTime({...base, sort}, held, signal);
  }

  /** A point in time; undefined where a store that should have one, or a gateway before it, knows of none. */
  async #hold(index: string, name: Product['name'], signal: AbortSignal): Promise<Held | undefined> {
    const path = name === 'OpenSearch' ? '_search/point_in_time' : '_pit';
    const query = {keep_alive: KEEP_ALIVE, ignore_unavailable: 'true'};
    try {
      const answer = await this.ask(`/${pathOf(index)}/${path}`, {method: 'POST', query, signal});
      const {id, pit_id: pitId} = parseAs(Opened, answer, 'the answer to a point in time');
      return {path, name, id: pitId ?? id ?? ''};
    } catch (error) {
      if (![400, 404, 405].includes(statusOf(error) ?? 0)) throw error;
      return undefined;
    }
  }

  /** Documents by index and id; those that are gone are left out. */
  async get(wanted: readonly {index: string; id: string}[], signal: AbortSignal): Promise<Hit[]> {
    const body = {docs: wanted.map(({index, id}) => ({_index: index, _id: id}))};
    const {docs} = parseAs(Docs, await this.ask('/_mget', {body, signal}), 'the answer to _mget');
    return docs.filter(d => d.found).map(d => ({index: d._index, id: d._id, source: d._source}));
  }

  async #found(index: string, body: object, signal: AbortSignal): Promise<z.output<typeof Found>> {
    const query = {ignore_unavailable: 'true', allow_no_indices: 'true', allow_partial_search_results: 'false'};
    return found(await this.ask(`/${pathOf(index)}/_search`, {query, body, signal, method: 'POST'}));
  }

  async *#pointInTime(body: object, {path, name, id: first}: Held, signal: AbortSignal): AsyncGenerator<Hit[]> {
    let id = first;
    try {
      yield* this.#after(body, async page => {
        const answer = found(await this.ask('/_search', {body: {...page, pit: {id, keep_alive: KEEP_ALIVE}}, signal}));
        id = answer.pit_id ?? id;
        return answer;
      });
    } finally {
      const closing = name === 'OpenSearch' ? {pit_id: [id]} : {id};
      await this.ask(`/${path}`, {method: 'DELETE', body: closing, signal}).catch(() => {
        // It ends on its own after a minute.
      });
    }
  }

  async *#after(body: object, ask: (body: object) => Promise<z.output<typeof Found>>): AsyncGenerator<Hit[]> {
    let after: unknown[] | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const {hits} = await ask({...body, ...(after && {search_after: after})});
      yield hits.hits.map(hitOf);
      after = hits.hits.at(-1)?.sort;
      if (hits.hits.length < PAGE_SIZE || !after) return;
    }
    throw new Error(`more than ${MOST_PAGES * PAGE_SIZE} documents are new: narrow them down with \`query\``);
  }
}

/** An index expression in a path: commas and wildcards are part of it. */
const pathOf = (index: string): string => index.split(',').map(encodeURIComponent).join(',');

function found(answer: unknown): z.output<typeof Found> {
  const parsed = parseAs(Found, answer, 'the answer to a search');
  if (parsed.timed_out) throw new Error('the search timed out before every shard had answered');
  return parsed;
}

const keyOf = ({index, id}: Hit): string => `${index} ${id}`;

const hitOf = (hit: {_index: string; _id: string; _source?: unknown}): Hit => ({
  index: hit._index,
  id: hit._id,
  source: hit._source,
});
