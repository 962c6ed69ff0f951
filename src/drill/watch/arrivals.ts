import type {AuditEvent} from '../../audit/event.js';
import type {Signal} from '../../sources/source.js';

/** What tells one audit event from another: an id and a stage. */
export const keyOf = ({auditID, stage}: Pick<AuditEvent, 'auditID' | 'stage'>): string => `${auditID} ${stage}`;

/** The keys of what a record says has arrived; one that has lost its stage stands for every stage of its request. */
export const arrivalsIn = ({events = [], claims}: Pick<Signal, 'events' | 'claims'>): string[] =>
  events.length ? events.map(keyOf) : claims.flatMap(({auditId}) => auditId ?? []);
