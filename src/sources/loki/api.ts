import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import {type Endpoint, HttpClient} from '../http/http.js';
import {parseAs, texts} from '../kit/parse.js';

/** One line of a log, with its time in nanoseconds since 1970 and the labels of its stream. */
export interface Entry {
  ns: string;
  line: string;
  stream: Readonly<Record<string, string>>;
}

const Streams = z.looseObject({
  data: z.looseObject({
    resultType: z.literal('streams'),
    result: listOf(
      z.looseObject({
        stream: texts,
        // Structured metadata may follow the line.
        values: listOf(z.tuple([z.string(), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});
const Names = z.looseObject({data: listOf(z.string())});

/** Below Loki's own `max_entries_limit_per_query`, which is 5,000. */
export const PAGE_SIZE = 1000;
/** A question that finds more lines than this is not about a drill. */
const MOST_LINES = 20_000;

/** Where Loki's lines are looked for. */
export interface Span {
  from: Date;
  to: Date;
}

/**
 * Loki's HTTP API, as far as it is asked here.
 *
 * @see https://grafana.com/docs/loki/latest/reference/loki-http-api/
 */
export class LokiApi {
  readonly #client: HttpClient;

  constructor(endpoint: Endpoint) {
    this.#client = new HttpClient(endpoint);
  }

  /** As `HttpClient.skewMs`. */
  get skewMs(): number | undefined {
    return this.#client.skewMs;
  }

  /** All lines that a query selects in a span, oldest first. One request, unless there are very many. */
  async lines(query: string, {from, to}: Span, signal: AbortSignal): Promise<Entry[]> {
    const found = new Map<string, Entry>();
    let start = nanoseconds(from);
    for (let pages = 0; ; pages++) {
      const page = await this.#range(
        query,
        {start, end: nanoseconds(to), limit: PAGE_SIZE, direction: 'forward'},
        signal,
      );
      for (const entry of page) found.set(`${entry.ns} ${JSON.stringify(entry.stream)} ${entry.line}`, entry);
      if (page.length < PAGE_SIZE) return [...found.values()];
      if (found.size > MOST_LINES || pages > MOST_LINES / PAGE_SIZE)
        throw new Error(`more than ${MOST_LINES} lines fit ${query}: narrow it down`);
      // The start of a span belongs to it: lines of the last nanosecond come again, and no line is left out.
      const last = page.at(-1)?.ns ?? start;
      start = last === start ? String(BigInt(last) + 1n) : last;
    }
  }

  /** The newest lines that a query selects, newest first. */
  async newest(query: string, {from, to}: Span, limit: number, signal: AbortSignal): Promise<Entry[]> {
    const asked = {start: nanoseconds(from), end: nanoseconds(to), limit, direction: 'backward'};
    return (await this.#range(query, asked, signal)).reverse();
  }

  /** The names of labels that streams have. */
  async labels(signal: AbortSignal): Promise<string[]> {
    return parseAs(Names, await this.#client.ask('/loki/api/v1/labels', {signal}), "Loki's list of labels").data;
  }

  /** Why lines were thrown away since Loki started: reason → how many. Loki behind a gateway may not show it. */
  async discarded(signal: AbortSignal): Promise<Record<string, number>> {
    const text = String(await this.#client.ask('/metrics', {signal, as: 'text'}));
    const found = text.matchAll(/^loki_discarded_samples_total\{[^}]*reason="([^"]+)"[^}]*\} (\S+)$/gm);
    const counts: Record<string, number> = {};
    for (const [, reason = '', count] of found) counts[reason] = (counts[reason] ?? 0) + Number(count);
    return counts;
  }

  async #range(query: string, asked: Record<string, string | number>, signal: AbortSignal): Promise<Entry[]> {
    const answer = await this.#client.ask('/loki/api/v1/query_range', {query: {query, ...asked}, signal});
    const {result} = parseAs(Streams, answer, "Loki's answer to the query").data;
    return result
      .flatMap(({stream, values}) => values.map(([ns, line]): Entry => ({ns, line, stream})))
      .sort((a, b) => a.ns.length - b.ns.length || (a.ns < b.ns ? -1 : 1));
  }
}

const nanoseconds = (at: Date): string => `${at.getTime()}000000`;

/** A line's time, RFC 3339 in milliseconds. */
export const timeOf = ({ns}: Entry): string => new Date(Number(ns.slice(0, -6))).toISOString();
