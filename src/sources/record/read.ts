import type {AuditEvent} from '../../audit/event.js';
import {valueAt} from '../../lib/field-path.js';
import {restoreNames} from './names.js';
import type {EventShape} from './shape.js';
import {recordInText} from './text.js';

/** An audit event as a store has it. Any of its fields may be missing, since shippers and pipelines remove some. */
export interface RecordedEvent {
  event: Partial<AuditEvent>;
  /** Where in the record it was, in words: `at the root`, `under kubernetes.audit`, `as JSON in log`. */
  where: string;
  /** The audit event's field → the record's own name for it. */
  names: ReadonlyMap<string, string>;
  /** The text that holds it was cut off, so that its end is missing. */
  truncated: boolean;
}

/** The usual prefix (Elastic's integration), and the usual text fields: Fluentd, Fluent Bit, Filebeat, journald. */
const PREFIX = 'kubernetes.audit';
export const TEXT_FIELDS = ['log', 'message', 'msg', 'MESSAGE', 'event.original', 'line', '_raw'] as const;
/** JSON in JSON in JSON is as deep as shippers go. */
const DEEPEST = 3;

/** The audit event in a stored record; undefined when there is none, or none where the stack file says. */
export function readRecord(document: unknown, shape: EventShape = 'auto'): RecordedEvent | undefined {
  if (shape === 'root') return inMap(document, 'at the root');
  if (typeof shape === 'object') {
    return 'under' in shape
      ? inMap(valueAt(document, shape.under), `under ${shape.under}`)
      : inText(valueAt(document, shape.json), shape.json, 0);
  }
  return search(document, 0);
}

function search(document: unknown, depth: number): RecordedEvent | undefined {
  return (
    inMap(document, 'at the root') ??
    inMap(valueAt(document, PREFIX), `under ${PREFIX}`) ??
    inTexts(document, depth) ??
    below(document, '', 0)
  );
}

function inMap(value: unknown, where: string): RecordedEvent | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const restored = restoreNames(value);
  return isEvent(restored.event) ? {...restored, where, truncated: false} : undefined;
}

/** Without an audit id, only what says who did what how is an audit event: other records have verbs and users, too. */
const isEvent = ({auditID, verb, stage, level, requestURI}: Partial<AuditEvent>): boolean =>
  auditID !== undefined || (verb !== undefined && requestURI !== undefined && (stage ?? level) !== undefined);

function inTexts(document: unknown, depth: number): RecordedEvent | undefined {
  for (const field of TEXT_FIELDS) {
    const found = inText(valueAt(document, field), field, depth);
    if (found) return found;
  }
  return undefined;
}

function inText(value: unknown, field: string, depth: number): RecordedEvent | undefined {
  const read = typeof value === 'string' && depth < DEEPEST ? recordInText(value) : undefined;
  const found = read && (inMap(read.record, '') ?? search(read.record, depth + 1));
  return found && {...found, where: `as JSON in ${field}`, truncated: found.truncated || read.truncated};
}

/** Any map inside of the record that is an audit event. */
function below(value: unknown, path: string, depth: number): RecordedEvent | undefined {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const found = inMap(inner, `under ${at}`) ?? below(inner, at, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** Whether a stored event is whole enough to run rules on. */
export const isWhole = (event: Partial<AuditEvent>): event is AuditEvent =>
  event.auditID !== undefined && event.verb !== undefined && event.stage !== undefined && event.user !== undefined;
