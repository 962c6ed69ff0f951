import type {AuditEvent} from '../../audit/event.js';
import {valueAt} from '../../lib/json/field-path.js';
import {restoreNames} from './names.js';
import type {Place} from './place.js';
import type {EventShape} from './shape.js';
import {recordInText} from './text.js';

/** An audit event as a store has it. Any of its fields may be missing, since shippers and pipelines remove some. */
export interface RecordedEvent {
  event: Partial<AuditEvent>;
  place: Place;
  /** The audit event's field → the record's own name for it. */
  names: ReadonlyMap<string, string>;
  /** The text that holds it was cut off, so that its end is missing. */
  truncated: boolean;
}

/** The usual prefix: Elastic's integration. */
const PREFIX = 'kubernetes.audit';
/** The text fields that shippers and platforms usually put the event into; in any other it is found by reading. */
export const TEXT_FIELDS = [
  ...['log', 'message', 'msg', 'MESSAGE', 'event.original', 'line', '_raw', '@message'],
  ...['properties.log', 'log_s', 'body', 'Body', 'event', 'RawData', 'record', 'payload', 'textPayload'],
] as const;
/** JSON in JSON in JSON is as deep as shippers go. */
const DEEPEST_TEXT = 3;
/** Maps and lists around the event; deeper ones are not wrapping any more. */
const DEEPEST_MAP = 8;

/** The audit event in a stored record; undefined when there is none, or none where the stack file says. */
export const readRecord = (document: unknown, shape: EventShape = 'auto'): RecordedEvent | undefined =>
  readRecords(document, shape)[0];

/** All audit events in a stored record: platforms hand out lists of them, and some stores keep those as they came. */
export function readRecords(document: unknown, shape: EventShape = 'auto'): RecordedEvent[] {
  if (shape === 'root') return inMap(document, {kind: 'root'});
  if (shape !== 'auto') {
    if ('under' in shape) return inMap(valueAt(document, shape.under), {kind: 'under', path: shape.under});
    return inText(valueAt(document, shape.json), shape.json, 0);
  }
  return search(document, 0);
}

/**
 * Where the event usually is, and then anywhere. A few of its fields beside the whole of it are copies for searches.
 */
function search(document: unknown, depth: number): RecordedEvent[] {
  let copies: RecordedEvent[] = [];
  for (const found of places(document, depth)) {
    if (found.some(({event}) => isWhole(event))) return found;
    if (!copies.length) copies = found;
  }
  return copies;
}

function* places(document: unknown, depth: number): Generator<RecordedEvent[]> {
  yield inMap(document, {kind: 'root'});
  yield inMap(valueAt(document, PREFIX), {kind: 'under', path: PREFIX});
  yield flattened(document);
  for (const field of TEXT_FIELDS) yield inText(valueAt(document, field), field, depth);
  yield [...below(document, '', {map: 0, text: depth})];
}

/** An event of which every field has become a key of the record, under one prefix: `kubernetes.audit.verb`. */
function flattened(document: unknown): RecordedEvent[] {
  if (typeof document !== 'object' || document === null) return [];
  const prefix = Object.keys(document)
    .find(key => /[._]audit_?id$/i.test(key))
    ?.replace(/audit_?id$/i, '');
  if (prefix === undefined) return [];
  const entries = Object.entries(document).filter(([key]) => key.startsWith(prefix));
  const event = Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
  return inMap(event, {kind: 'under', path: prefix.slice(0, -1)});
}

function inMap(value: unknown, place: Place): RecordedEvent[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const restored = restoreNames(value);
  return isEvent(restored.event) ? [{...restored, place, truncated: false}] : [];
}

/** Without an audit id, only what says who did what how is an audit event: other records have verbs and users, too. */
const isEvent = ({auditID, verb, stage, level, requestURI}: Partial<AuditEvent>): boolean =>
  auditID !== undefined || (verb !== undefined && requestURI !== undefined && (stage ?? level) !== undefined);

function inText(value: unknown, field: string, depth: number): RecordedEvent[] {
  const read = typeof value === 'string' && depth < DEEPEST_TEXT ? recordInText(value) : undefined;
  if (!read) return [];
  const {record} = read;
  const found = typeof record === 'string' ? inText(record, field, depth + 1) : search(record, depth + 1);
  const place: Place = {kind: 'json', path: field};
  return found.map(one => ({...one, place, truncated: one.truncated || read.truncated}));
}

/** Any map and any text inside of the record that is an audit event. An element of a list is named as the list is. */
function* below(value: unknown, path: string, depth: {map: number; text: number}): Generator<RecordedEvent> {
  if (typeof value !== 'object' || value === null || depth.map > DEEPEST_MAP) return;
  const deeper = {...depth, map: depth.map + 1};
  for (const [key, kept] of Object.entries(value)) {
    const inner = key === 'MESSAGE' ? textOfBytes(kept) : kept;
    const at = [path, Array.isArray(value) ? '' : key].filter(Boolean).join('.');
    const found = typeof inner === 'string' ? inText(inner, at, depth.text) : inMap(inner, under(at));
    if (found.length) yield* found;
    else yield* below(inner, at, deeper);
  }
}

/** journald writes a text that is not all printable as a list of bytes. */
const textOfBytes = (value: unknown): unknown =>
  Array.isArray(value) && value.every(Number.isInteger) ? Buffer.from(value).toString('utf8') : value;

/** A list at the root has no name. */
const under = (path: string): Place => (path ? {kind: 'under', path} : {kind: 'list'});

/** Whether a stored event is whole enough to run rules on. */
export const isWhole = (event: Partial<AuditEvent>): event is AuditEvent =>
  event.auditID !== undefined && event.verb !== undefined && event.stage !== undefined && event.user !== undefined;
