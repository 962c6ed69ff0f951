import type {Clock} from '../../lib/clock.js';
import {valueAt} from '../../lib/json/field-path.js';
import {HttpError} from '../http/http.js';
import {readRecord} from '../record/read.js';
import {narrowedBy} from '../store/config.js';
import {FreshDocuments} from '../store/fresh.js';
import {indicesBetween, indicesEver} from '../store/indices.js';
import type {Store} from '../store/store.js';
import type {LogPlace, LogRecord} from './place.js';

/** Clocks of a node, a shipper and ours differ by less, where they are kept at all. */
const CLOCK_SLACK_MS = 60_000;

/** Where documents with log lines are, with every default filled in. */
export interface Documents {
  id: string;
  store: Store;
  index: string;
  query?: string | undefined;
  time: string;
  field?: string | undefined;
  everyMs: number;
  clock: Clock;
  /** Nothing older counts. */
  startedAt: Date;
}

/** Log lines in Elasticsearch or OpenSearch. */
export function documentsPlace(options: Documents): LogPlace {
  const {id, store, time, everyMs, clock, startedAt} = options;
  const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
  const index = () => indicesBetween(options.index, from, new Date(clock.wall().getTime() + CLOCK_SLACK_MS));
  const fresh = new Map<string, FreshDocuments>();
  const documentsOf = (marker: string): FreshDocuments => {
    const known = fresh.get(marker) ?? new FreshDocuments(store, {index, time, from});
    fresh.set(marker, known);
    return known;
  };
  return {
    id,
    where: options.index,
    everyMs,
    async find(marker, signal) {
      const query = {bool: {filter: [withMarker(marker, options.field), ...narrowedBy(options.query)]}};
      try {
        return await documentsOf(marker).take(query, signal, async hits =>
          hits
            // The request that made an object is in the audit log, with all of the object: that is no arrival of it.
            .filter(hit => !readRecord(hit.source))
            .map((hit): LogRecord => ({ref: `${hit.index}/${hit.id}`, text: textOf(hit.source), fields: hit.source})),
        );
      } catch (error) {
        throw tooManyFields(error) ? new Error(NAME_FIELD, {cause: error}) : error;
      }
    },
    async astray(marker, signal) {
      const ever = indicesEver(options.index);
      const query = withMarker(marker, options.field);
      const [hit] = await store.search(ever, {query, size: 1, track_total_hits: false}, signal);
      if (!hit) return undefined;
      const stamped = valueAt(hit.source, time);
      if (stamped === undefined)
        return `records are in ${hit.index}, but without ${time}: name the date field with time`;
      return `records are in ${hit.index}, outside of the time or query that is looked at: their ${time} is ${String(stamped)}`;
    },
  };
}

/** A marker is one word to every analyser; a field of type keyword has no words, so that its text is searched through. */
function withMarker(marker: string, field: string | undefined): object {
  if (field === undefined) return {query_string: {query: `"${marker}"`, lenient: true}};
  const should = [{match_phrase: {[field]: marker}}, {wildcard: {[field]: {value: `*${marker}*`}}}];
  return {bool: {should, minimum_should_match: 1}};
}

const textOf = (source: unknown): string => JSON.stringify(source) ?? '';

const NAME_FIELD =
  'the index has too many fields to search them all: name the one with the text, `field` in the stack file';

const tooManyFields = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof HttpError &&
  /field expansion|too_many_clauses|too many clauses/i.test(error.cause.body ?? '');
