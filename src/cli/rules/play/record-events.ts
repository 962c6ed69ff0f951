import type {AuditEvent} from '../../../audit/event.js';
import {parseAuditLine} from '../../../sources/api-server/audit-log.js';
import {eventsIn, isBareEvent} from '../../../sources/recorded/extract.js';
import {isJson} from '../../../sources/recorded/json-end.js';
import type {LogRecord} from '../../../sources/recorded/records.js';

/** What the flag `--log` means, for `--help`. */
export const LOG_HELP =
  'recorded audit logs: files, patterns, folders of rotated logs, s3://BUCKET/PREFIX, pipes, or - for standard input';

/** What is counted for an event that no rule can be asked about; to be read behind "this record". */
export const TOO_DEEP = 'is an event that rules cannot read: it is nested too deeply';

/** The event that a line is on its own; undefined for what has to be looked into or put together. */
export function bareEvent(line: string): AuditEvent | undefined {
  const event = parseAuditLine(line);
  return isBareEvent(event) ? event : undefined;
}

/** Hears how records were read. */
export interface Reading {
  /** Events before this record, in all that was read. */
  readonly events: number;
  readFrom(place: string, events: number): void;
  leftOut(text: string, place: string): void;
  lost(reason: string, place: string): void;
}

/** The events of a record that is not a bare one; what cannot be read is counted with its reason. */
export function wrappedEvents(record: LogRecord, at: string, count: Reading): AuditEvent[] {
  const {events, place, problem} = record.problem
    ? {events: [], place: '', problem: record.problem}
    : eventsIn(record.text);
  if (events.length && place) count.readFrom(place, events.length);
  // Behind events, half a line is one that is still being written. On its own it is a log that cannot be read.
  if (problem && record.unfinished && count.events > 0 && !isJson(record.text)) count.leftOut(record.text, at);
  else if (problem) count.lost(problem, at);
  return events;
}
