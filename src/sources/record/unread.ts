import {valueAt} from '../../lib/json/field-path.js';
import {placeText, shapeText} from './place.js';
import {readRecord} from './read.js';
import type {EventShape} from './shape.js';

/** What is wrong with a record of ours in which no audit event is seen, and what to do about it. */
export interface Unread {
  what: string;
  change: string;
  /** Where the audit id stands. */
  field?: string;
}

/** What is known of a record by its own form, where it is not an audit event. */
interface Form {
  /** A path that only records of this form have. */
  mark: string;
  what: string;
  change: string;
}

const FORMS: readonly Form[] = [
  {
    mark: 'protoPayload.methodName',
    what: 'a LogEntry of Google Cloud (protoPayload), which GKE derives from an audit event, but which is not one',
    change:
      'GKE offers no other form: judge this cluster by its alerts, or ship the log that an API server itself writes',
  },
  {
    mark: 'class_uid',
    what: 'an event of OCSF (class_uid), which is derived from an audit event, but is not one',
    change: 'ship the audit event as the API server writes it beside the OCSF event',
  },
];

/** Records may be wrapped: a form is looked for this many maps deep. */
const DEEPEST = 4;

/**
 * Why no audit event is seen in a record that carries one of these audit ids: the stack file looks elsewhere, it has
 * another form, or what is around the id is not an audit event.
 */
export function unread(document: unknown, shape: EventShape, ids: readonly string[]): Unread {
  const elsewhere = readRecord(document);
  if (elsewhere && !readRecord(document, shape)) {
    return {
      what: `the event is ${placeText(elsewhere.place)}, and \`event\` of this source looks elsewhere`,
      change: `say event: ${shapeText(elsewhere.place)} in the stack file, or leave it at auto`,
    };
  }
  const place = placeOf(document, ids);
  const at = place ? `its audit id is in ${place.field}` : 'it does not contain its audit id';
  const form = formOf(document);
  if (form) return {what: `it is ${form.what}; ${at}`, change: form.change, ...(place && {field: place.field})};
  if (!place) return {what: at, change: KEEP};
  return place.whole
    ? {what: `${at}, and no audit event is around it`, change: KEEP, field: place.field}
    : {
        what: `${at}, as part of a text that is not JSON`,
        change: `let the shipper keep the line in ${place.field} as the API server wrote it: JSON, unescaped and in one piece`,
        field: place.field,
      };
}

/** The form of a record that is made of an audit event and is none; undefined when it is not known. */
export const formOf = (document: unknown): Pick<Unread, 'what' | 'change'> | undefined =>
  FORMS.find(({mark}) => hasMark(document, mark, 0));

const KEEP =
  'let the shipper keep the event whole: auditID, stage, verb, requestURI, user and objectRef under their names';

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;

function hasMark(value: unknown, mark: string, depth: number): boolean {
  if (!isMap(value) || depth > DEEPEST) return false;
  if (valueAt(value, mark) !== undefined) return true;
  return Object.values(value).some(inner => hasMark(textAsMap(inner), mark, depth + 1));
}

/** A record that was stored as text is looked into as well. */
function textAsMap(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The field in which one of these ids stands, and whether it is all that stands there. */
export function placeOf(
  value: unknown,
  ids: readonly string[],
  path = '',
): {field: string; whole: boolean} | undefined {
  if (typeof value === 'string') {
    const id = ids.find(one => value.includes(one));
    return id === undefined ? undefined : {field: path, whole: value.length === id.length};
  }
  if (!isMap(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = placeOf(inner, ids, [path, Array.isArray(value) ? '' : key].filter(Boolean).join('.'));
    if (found) return found;
  }
  return undefined;
}
