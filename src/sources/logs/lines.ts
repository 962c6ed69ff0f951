import type {Clock} from '../../lib/clock.js';
import type {LokiApi} from '../loki/api.js';
import {eventIn, selector} from '../loki/lines.js';
import {withFilter} from '../loki/query.js';
import type {LogPlace} from './place.js';

/** Clocks of a node, a shipper and ours differ by less, where they are kept at all. */
const CLOCK_SLACK_MS = 60_000;

/** Where lines are in Loki. */
export interface Lines {
  id: string;
  api: LokiApi;
  query: string;
  everyMs: number;
  clock: Clock;
  /** Nothing older counts. */
  startedAt: Date;
}

/** Log lines in Loki. */
export function linesPlace({id, api, query, everyMs, clock, startedAt}: Lines): LogPlace {
  const from = new Date(startedAt.getTime() - CLOCK_SLACK_MS);
  const told = new Set<string>();
  return {
    id,
    where: query,
    everyMs,
    async find(marker, signal) {
      const span = {from, to: new Date(clock.wall().getTime() + CLOCK_SLACK_MS)};
      const entries = await api.lines(withFilter(query, `|= \`${marker}\``), span, signal);
      return entries.flatMap(({ns, line, stream}) => {
        const ref = `${selector(stream)} ${ns}`;
        const key = `${ref} ${line}`;
        // The request that made an object is in the audit log, with all of the object: that is no arrival of it.
        if (told.has(key) || eventIn({line}, 'auto')) return [];
        told.add(key);
        return [{ref, text: line, fields: {...stream, line: fieldsIn(line)}}];
      });
    },
  };
}

/** Shippers put a record's fields into its labels, or make the line a map of them. */
function fieldsIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
