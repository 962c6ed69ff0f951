import {interned} from '../lib/interned.js';
import type {AuditHead} from './head.js';
import {AFTER_BODIES, BEFORE_BODIES} from './usual-line.js';

/**
 * Reads the head of one line of an audit log without parsing the line: the API server writes it around the bodies, and
 * bodies are most of a log.
 *
 * Undefined means: this line must be parsed to know. That is so for anything that is not what the API server writes:
 * another order, blanks, escapes in names, keys that occur twice or hold dots, a line that has no end. Where a head is
 * returned, and the line is JSON, it is that of the parsed event.
 */
export function scanAuditLine(line: string): AuditHead | undefined {
  if (line.length > LONGEST) return undefined;
  BEFORE_BODIES.lastIndex = 0;
  const match = BEFORE_BODIES.exec(line);
  if (!match) return undefined;
  const text = (group: number) => match[group] ?? '';
  const end = match[17] !== undefined;
  const annotations = end ? match[16] : annotationsBehind(line, BEFORE_BODIES.lastIndex);
  if (!end && annotations === undefined) return undefined;
  return {
    auditID: text(1),
    stage: text(2),
    requestURI: text(3),
    verb: text(4),
    user: interned(text(5)),
    impersonatedUser: text(6),
    sourceIPs: text(7),
    userAgent: text(8),
    resource: text(9),
    namespace: text(10),
    name: text(11),
    apiGroup: text(12),
    subresource: text(13),
    message: text(14),
    code: text(15),
    annotations: interned(annotations ?? ''),
    bodies: end ? '' : 'some',
  };
}

/** The engine of regular expressions may keep a mark for each character: very long lines are left to the parser. */
const LONGEST = 1024 * 1024;

/**
 * The annotations of a line whose bodies begin at a place. What stands behind the bodies runs to the end of the line,
 * so it is known to be the event's own; of the bodies it is enough to know that no key is in them that was read before
 * them, for of keys that occur twice the last counts.
 */
function annotationsBehind(line: string, bodies: number): string | undefined {
  if (!line.startsWith(',"requestObject":', bodies) && !line.startsWith(',"responseObject":', bodies)) return undefined;
  const place = line.lastIndexOf(',"requestReceivedTimestamp":');
  if (place < bodies) return undefined;
  AFTER_BODIES.lastIndex = place;
  const annotations = AFTER_BODIES.exec(line)?.[1];
  return annotations === undefined || isReadAgain(line, bodies) ? undefined : annotations;
}

const AGAIN =
  /"(?:stage|auditID|verb|user|objectRef|responseStatus|impersonatedUser|sourceIPs|userAgent|requestURI)["\\.]/g;
/** Letters, when they are written as escapes: then keys cannot be looked for. */
const ESCAPED_LETTER = /\\u00[4-7]/;

function isReadAgain(line: string, from: number): boolean {
  AGAIN.lastIndex = from;
  if (AGAIN.test(line)) return true;
  const place = line.indexOf('\\u00', from);
  return place >= 0 && ESCAPED_LETTER.test(line.slice(place));
}
