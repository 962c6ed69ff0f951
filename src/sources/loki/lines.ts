import {z} from 'zod';
import {asked} from '../kit/config.js';
import type {SourceContext} from '../kit/source-type.js';
import {type RecordedEvent, readRecords} from '../record/read.js';
import {EventShape} from '../record/shape.js';
import type {Entry, LokiApi, Span} from './api.js';

/** The part of a stack file that describes audit records in Loki. */
export const linesSchema = z
  .strictObject({
    type: z.literal('loki'),
    ...asked,
    query: z.string().startsWith('{').meta({
      description: 'LogQL that selects the audit log: a stream selector such as {job="audit"}, stages may follow',
    }),
    event: EventShape,
  })
  .meta({description: 'Audit records in Loki'});
export type LinesConfig = z.output<typeof linesSchema>;

/** What a look at the lines needs. */
export interface Lines {
  api: LokiApi;
  config: LinesConfig;
  context: SourceContext;
  /** The run, with what clocks may differ by. */
  span(): Span;
  /** What Loki had discarded when the run began, by reason; undefined where it did not say. */
  discardedBefore(): Readonly<Record<string, number>> | undefined;
}

/** The audit events in a line: it is the JSON of one, or JSON that holds some, or text with JSON in it. */
export function eventsIn({line}: Pick<Entry, 'line'>, event: EventShape): RecordedEvent[] {
  try {
    const value: unknown = JSON.parse(line);
    return readRecords(value, event);
  } catch {
    return readRecords({line});
  }
}

/** The first of them: few lines hold more than one. */
export const eventIn = (entry: Pick<Entry, 'line'>, event: EventShape): RecordedEvent | undefined =>
  eventsIn(entry, event)[0];

/** A stream as LogQL selects it. */
export const selector = (stream: Readonly<Record<string, string>>): string =>
  `{${Object.entries(stream)
    .filter(([name]) => name !== 'detected_level')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
