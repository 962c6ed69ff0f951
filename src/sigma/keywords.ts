import type {AuditEvent} from '../audit/event.js';
import type {ValueTest} from './fields.js';

/** Stands where a field's name does, in a search of the whole event. */
export const KEYWORDS = '';

/** Whether any text of an event passes: each value by itself, and the whole message as it stands in the log. */
export function someText(event: AuditEvent, test: ValueTest): boolean {
  return test(JSON.stringify(event)) || someValue(event, test);
}

function someValue(value: unknown, test: ValueTest): boolean {
  if (typeof value !== 'object' || value === null) return test(value);
  return Object.values(value).some(inner => someValue(inner, test));
}
