import {formOf, unread} from '../record/unread.js';
import type {Explanation} from '../source.js';
import type {Entry} from './api.js';
import {eventsIn, type Lines, selector} from './lines.js';

/** Why no audit event is seen in a line that carries one of the attack's audit ids; undefined when one is. */
export function unreadLine(
  entry: Entry,
  {config}: Pick<Lines, 'config'>,
  ids: readonly string[],
): Explanation | undefined {
  if (eventsIn(entry, config.event).length) return undefined;
  const {what, change, field} = unread(parsed(entry.line), config.event, ids);
  return {
    cause: `the line is in ${selector(entry.stream)}, and no audit event is seen in it: ${what}`,
    change,
    proof: {stream: entry.stream, ns: entry.ns, ...(field !== undefined && {field})},
  };
}

/** The form of a line that is made of an audit event and is none. */
export const lineForm = ({line}: Pick<Entry, 'line'>) => formOf(parsed(line));

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return {line};
  }
}
