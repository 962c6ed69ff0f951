import type {AuditEvent} from '../../audit/event.js';
import type {Investigation} from '../source.js';

/**
 * The moment that a record tells of, which shows how far the log's shipper has come: the event's own, since many
 * shippers date a record by when they read it; the record's where the event has lost its own.
 */
export const tellsOf = (event: Partial<AuditEvent> | undefined, recordTime: string | undefined): string | undefined =>
  event?.stageTimestamp ?? recordTime;

/**
 * The moment that the first record of an attack tells of, in milliseconds: a shipper past it has reached the attack.
 */
export const attackTellsOf = ({events, since}: Investigation): number =>
  Math.min(...(events.length ? events.map(event => Date.parse(event.stageTimestamp)) : [since.getTime()]));
