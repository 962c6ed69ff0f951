import {annotationName} from '../../audit/annotation-name.js';
import type {AuditEvent} from '../../audit/event.js';
import {AUDIT_FIELDS, OPEN_FIELDS} from '../../audit/fields.js';
import {afterSigns, plain} from '../../lib/text/plain-name.js';
import {annotationsOf} from './annotations.js';

/** An audit event as far as a record kept it, under its own names. */
export interface Restored {
  event: Partial<AuditEvent>;
  /** The audit event's field → the name under which the record has it, where that has been seen. */
  names: Map<string, string>;
}

const BY_PLAIN_NAME = new Map([...AUDIT_FIELDS, ...OPEN_FIELDS].map(field => [plain(field), field]));
const LISTS: readonly string[] = ['user.groups', 'impersonatedUser.groups', 'sourceIPs'];

/**
 * Gives the fields of a record their audit names back: nested as they were, flattened with dots or underscores
 * (`objectRef.resource`, `objectRef_resource`), in other case, or with the dots of annotations replaced.
 */
export function restoreNames(record: object): Restored {
  const restored: Restored = {event: {}, names: new Map()};
  walk(record, '', restored);
  return restored;
}

function walk(record: object, path: string, restored: Restored): void {
  for (const [key, value] of Object.entries(record)) {
    const at = path ? `${path}.${key}` : key;
    const name = plain(at);
    const field = BY_PLAIN_NAME.get(name);
    if (field !== undefined) take(restored, field, at, value);
    else if (isMap(value) && mayHold(name)) walk(value, at, restored);
    else takeOpen(restored, at, value);
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mayHold = (name: string): boolean => [...BY_PLAIN_NAME.keys()].some(known => known.startsWith(name));

function take({event, names}: Restored, field: string, at: string, value: unknown): void {
  const kept = OPEN_FIELDS.includes(field) ? value : scalar(field, value);
  if (field === 'annotations') takeAnnotations({event, names}, at, value);
  else if (!names.has(field) && kept !== undefined && kept !== null) {
    names.set(field, at);
    setAt(event, field.split('.'), kept);
  }
}

function takeAnnotations({event, names}: Restored, at: string, value: unknown): void {
  for (const [name, storedAs, text] of annotationsOf(value)) {
    names.set(`annotations.${name}`, `${at}.${storedAs}`);
    event.annotations = {...event.annotations, [name]: String(text)};
  }
}

/** Shippers make texts of numbers, and stores lists of single values. */
function scalar(field: string, value: unknown): unknown {
  if (LISTS.includes(field)) return Array.isArray(value) ? value : [value];
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof single === 'object') return undefined;
  return field === 'responseStatus.code' ? Number(single) : String(single);
}

/** A field below one that may hold anything, flattened: `annotations_…`, `requestObject.spec.hostNetwork`. */
function takeOpen({event, names}: Restored, at: string, value: unknown): void {
  const head = OPEN_FIELDS.find(field => plain(at).startsWith(plain(field)));
  const rest = head === undefined ? '' : afterSigns(at, plain(head).length);
  if (head === undefined || !rest) return;
  if (head === 'annotations') {
    names.set(`annotations.${annotationName(rest)}`, at);
    event.annotations = {...event.annotations, [annotationName(rest)]: String(value)};
    return;
  }
  setAt(event, [...head.split('.'), ...rest.split(rest.includes('.') ? '.' : '_')], value);
  if (!names.has(head)) names.set(head, at.slice(0, at.length - rest.length - 1));
}

function setAt(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let map = root;
  for (const key of path.slice(0, -1)) {
    if (!isMap(map[key])) map[key] = {};
    map = map[key] as Record<string, unknown>;
  }
  map[path.at(-1) ?? ''] = value;
}
