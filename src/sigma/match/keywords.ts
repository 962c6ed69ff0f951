import type {AuditEvent} from '../../audit/event.js';
import type {ValueTest} from './fields.js';

/** Stands where a field's name does, in a search of the whole event. */
export const KEYWORDS = '';

/** The whole message, once for all words that are looked for in it. */
const messages = new WeakMap<AuditEvent, string>();

function messageOf(event: AuditEvent): string {
  const known = messages.get(event);
  if (known !== undefined) return known;
  const message = JSON.stringify(event);
  messages.set(event, message);
  return message;
}

/** Whether JSON writes a text otherwise than it is. */
const isEscaped = (text: string): boolean => JSON.stringify(text).length !== text.length + 2;

/**
 * Whether a text can be found in an event: in the whole message as it stands in the log, or in a value that stands
 * otherwise there.
 */
export function contains(event: AuditEvent, test: ValueTest): boolean {
  const message = messageOf(event);
  if (test(message)) return true;
  // Every escape has one.
  if (!message.includes('\\')) return false;
  return someValue(event, value => typeof value === 'string' && isEscaped(value) && test(value));
}

/** Whether any text of an event passes: each value on its own, and the whole message. */
export const someText = (event: AuditEvent, test: ValueTest): boolean =>
  test(messageOf(event)) || someValue(event, test);

function someValue(value: unknown, test: ValueTest): boolean {
  if (typeof value !== 'object' || value === null) return test(value);
  return Object.values(value).some(inner => someValue(inner, test));
}
