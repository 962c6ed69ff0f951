import {type AuditEvent, eventKey} from '../../audit/event.js';
import {parseJson} from '../../lib/json/json.js';
import {isAuditEvent} from '../kit/audit-stream.js';
import {placeText} from '../record/place.js';
import {isWhole, type RecordedEvent, readRecords} from '../record/read.js';
import {recordInText, type TextRecord} from '../record/text.js';
import {foreignForm} from './foreign.js';
import {framedTexts, jsonTexts} from './json-end.js';
import {withoutPacking} from './packed.js';

/** What a record of a log holds. */
export interface Extract {
  events: AuditEvent[];
  /** Where the events were: empty for a bare event, else such as `as JSON in events.message`. */
  place: string;
  /** Why there is no event in it, or not all that it holds; to be read behind "a record that". */
  problem?: string;
}

/** The audit events in a record, wherever an export or a pipeline has put them, each once. */
export function eventsIn(text: string): Extract {
  const whole = parsed(text);
  if (isBareEvent(whole)) return {events: [whole], place: ''};
  if (typeof whole === 'string' && whole.length < text.length) return withinText(eventsIn(whole));
  const several = whole === undefined ? (jsonTexts(text) ?? framedTexts(text)) : undefined;
  if (several) return together(several.texts.map(eventsIn), several.rest);
  const read = whole === undefined ? inText(text) : {record: whole, truncated: false};
  const extract = extractOf(text, read);
  if (extract.events.length || read?.truncated) return extract;
  const open = withoutPacking(whole ?? text);
  const inside = open === undefined ? undefined : extractOf(text, {record: open, truncated: false});
  return inside?.events.length ? {...inside, place: `in base64 ${inside.place}`.trimEnd()} : extract;
}

/** What a record says; a part of it that cannot be read is not passed over. */
function extractOf(text: string, read: TextRecord | undefined): Extract {
  const found = read ? readRecords(read.record) : [];
  const events = new Map(
    found.flatMap(({event, truncated}) => (isWhole(event) && !truncated ? [[eventKey(event), event]] : [])),
  );
  const problem = problemOf(text, read?.record, found, read?.truncated === true);
  return {
    events: read?.truncated ? [] : [...events.values()],
    place: placeOf(found, read?.record !== undefined && parsed(text) === undefined),
    ...(problem !== undefined && {problem}),
  };
}

/** A line that is JSON of a text, which is JSON itself. */
const withinText = (extract: Extract): Extract => ({
  ...extract,
  place: extract.place === '' ? 'as JSON in a JSON text' : extract.place,
});

/**
 * Whether a record is an audit event as it stands. One of which the inner fields are keys of their own
 * (`objectRef.resource`) has to be put together again.
 */
export const isBareEvent = (value: unknown): value is AuditEvent =>
  isAuditEvent(value) && (value.user !== undefined || !Object.keys(value).some(key => FLATTENED.test(key)));

const FLATTENED = /^(?:user|objectRef)[._]/i;

/** What the JSON texts of one line hold; `rest` is what stands behind the last of them. */
function together(extracts: readonly Extract[], rest: string): Extract {
  const events = new Map(extracts.flatMap(one => one.events.map(event => [eventKey(event), event])));
  const problem = rest === '' ? extracts.find(one => one.problem !== undefined)?.problem : CUT_OFF;
  const place = extracts.find(one => one.events.length)?.place ?? '';
  return {events: [...events.values()], place, ...(problem !== undefined && {problem})};
}

/** A text may be the text of a logger, with the quotes of what it holds escaped. */
function inText(text: string): TextRecord | undefined {
  const read = recordInText(text);
  return typeof read?.record === 'string' ? recordInText(read.record) : read;
}

function placeOf([first]: readonly RecordedEvent[], behindText: boolean): string {
  if (behindText) return 'in the text of each line';
  return first === undefined || first.place.kind === 'root' ? '' : placeText(first.place);
}

function problemOf(
  text: string,
  record: unknown,
  found: readonly RecordedEvent[],
  truncated: boolean,
): string | undefined {
  if (truncated) return CUT_OFF;
  if (found.some(one => one.truncated)) return 'holds an event that is cut off';
  if (found.some(({event}) => !isWhole(event))) return 'is an event of which a pipeline has removed fields';
  if (found.length) return undefined;
  return foreignForm(record) ?? textProblem(text);
}

const CUT_OFF = 'is cut off before its end';

function textProblem(text: string): string {
  if (text.startsWith('{"kind":"Event"')) return CUT_OFF;
  if (/^\s*<(!doctype|html)/i.test(text)) return 'is a page of HTML';
  return 'is not an audit event';
}

function parsed(text: string): unknown {
  try {
    return parseJson(text) ?? undefined;
  } catch {
    return undefined;
  }
}
