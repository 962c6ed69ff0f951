import {withoutSecrets} from '../../audit/redact.js';
import {valueAt} from '../../lib/json/field-path.js';
import {claimOf} from '../claim.js';
import {placeText} from '../record/place.js';
import {isWhole, type RecordedEvent, readRecords} from '../record/read.js';
import type {Signal} from '../source.js';
import {recordLink} from '../store/kibana.js';
import type {Hit} from '../store/store.js';
import type {RecordsConfig} from './records.js';

/** A stored record as a signal of stage `collected` for each audit event that it holds where it should. */
export const recordSignals = (hit: Hit, from: Seen): Signal[] =>
  readRecords(hit.source, from.config.event).map(recorded => signalOf(hit, recorded, from));

/** Where and when a record was seen. */
interface Seen {
  source: string;
  seenAt: number;
  config: Pick<RecordsConfig, 'event' | 'time' | 'kibana'>;
}

function signalOf(hit: Hit, {event, place}: RecordedEvent, {source, seenAt, config}: Seen): Signal {
  const time = timeOf(hit, config.time);
  return {
    source,
    stage: 'collected',
    seenAt,
    ...(time !== undefined && {sourceTime: time}),
    claims: [claimOf(event)],
    ...(isWhole(event) && {events: [event]}),
    evidence: {
      kind: 'record',
      ref: `${hit.index}/${hit.id}`,
      ...(config.kibana && {link: recordLink(config.kibana, hit)}),
      document: {index: hit.index, id: hit.id, where: placeText(place), time, event: withoutSecrets(event)},
    },
  };
}

/** A record's own time; undefined when it has none. */
export function timeOf(hit: Hit, field: string): string | undefined {
  const value = valueAt(hit.source, field);
  if (typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'string' ? value : undefined;
}
