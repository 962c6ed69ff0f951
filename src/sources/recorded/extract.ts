import {type AuditEvent, eventKey} from '../../audit/event.js';
import {parseJson} from '../../lib/json/json.js';
import {isAuditEvent} from '../kit/audit-stream.js';
import {isWhole, type RecordedEvent, readRecords} from '../record/read.js';
import {recordInText, type TextRecord} from '../record/text.js';
import {foreignForm} from './foreign.js';
import {jsonTexts} from './json-end.js';

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
  if (isAuditEvent(whole)) return {events: [whole], place: ''};
  const several = whole === undefined ? jsonTexts(text) : undefined;
  if (several) return together(several.texts.map(eventsIn), several.rest);
  const read = whole === undefined ? inText(text) : {record: whole, truncated: false};
  const found = read ? readRecords(read.record) : [];
  const events = new Map(
    found.flatMap(({event, truncated}) => (isWhole(event) && !truncated ? [[eventKey(event), event]] : [])),
  );
  const problem = problemOf(text, read?.record, found, read?.truncated === true);
  return {
    events: read?.truncated ? [] : [...events.values()],
    place: placeOf(found, whole === undefined),
    ...(problem !== undefined && {problem}),
  };
}

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
  return first === undefined || first.where === 'at the root' ? '' : first.where;
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
