import {interned} from '../../lib/interned.js';
import type {AuditHead} from './head.js';
import {KnownSections} from './known-sections.js';
import {BEGIN, CLIENT, END, NEXT_BRACE, REQUEST, TIMES_AGAIN} from './usual-line.js';

/**
 * Reads the head of one line of an audit log without parsing the line: the API server writes it around the bodies, and
 * bodies are most of a log. What comes with many lines, the client and the annotations, is read once.
 *
 * Undefined means: this line must be parsed to know. That is so for anything that is not what the API server writes:
 * another order, blanks, escapes in names, keys that occur twice or hold dots, a line that has no end. Where a head is
 * returned, and the line is JSON, it is that of the parsed event.
 */
export function scanAuditLine(line: string): AuditHead | undefined {
  if (line.length > LONGEST) return undefined;
  BEGIN.lastIndex = 0;
  const begin = BEGIN.exec(line);
  if (!begin) return undefined;
  const client = CLIENTS.at(line, BEGIN.lastIndex);
  if (!client) return undefined;
  REQUEST.lastIndex = client.end;
  const request = REQUEST.exec(line);
  if (!request) return undefined;
  const end = REQUEST.lastIndex;
  const annotations = request[8] === undefined ? annotationsBehind(line, end) : annotationsIn(line.slice(end));
  if (annotations === undefined) return undefined;
  return headOf(begin, client.value, request, annotations);
}

type Groups = readonly (string | undefined)[];

// Each key on its own: an object assembled from others takes several times as long to make.
const headOf = (begin: Groups, client: Client, request: Groups, annotations: string): AuditHead => ({
  auditID: textOf(begin[1]),
  stage: textOf(begin[2]),
  requestURI: textOf(begin[3]),
  verb: textOf(begin[4]),
  user: client.user,
  impersonatedUser: client.impersonatedUser,
  sourceIPs: client.sourceIPs,
  userAgent: client.userAgent,
  resource: textOf(request[1]),
  namespace: textOf(request[2]),
  name: textOf(request[3]),
  apiGroup: textOf(request[4]),
  subresource: textOf(request[5]),
  message: textOf(request[6]),
  code: textOf(request[7]),
  annotations,
  bodies: request[8] === undefined ? 'some' : '',
});

const textOf = (group: string | undefined): string => group ?? '';

/** The engine of regular expressions may keep a mark for each character: very long lines are left to the parser. */
const LONGEST = 1024 * 1024;

type Client = Pick<AuditHead, 'user' | 'impersonatedUser' | 'sourceIPs' | 'userAgent'>;

const CLIENTS = new KnownSections<Client>(CLIENT, ([, user, impersonatedUser, sourceIPs, userAgent]) => ({
  user: interned(textOf(user)),
  impersonatedUser: interned(textOf(impersonatedUser)),
  sourceIPs: interned(textOf(sourceIPs)),
  userAgent: interned(textOf(userAgent)),
}));

/**
 * The annotations of a line whose bodies begin at a place. What stands behind the bodies runs to the end of the line,
 * so it is known to be the event's own; of the bodies it is enough to know that no key is behind them that was read
 * before them, because of keys that occur twice the last counts. Mostly there is no such key at all.
 */
function annotationsBehind(line: string, bodies: number): string | undefined {
  if (!line.startsWith(',"requestObject":', bodies) && !line.startsWith(',"responseObject":', bodies)) return undefined;
  const place = line.lastIndexOf(',"requestReceivedTimestamp":');
  if (place < bodies) return undefined;
  TIMES_AGAIN.lastIndex = place;
  if (!TIMES_AGAIN.test(line)) return undefined;
  const annotations = annotationsIn(line.slice(TIMES_AGAIN.lastIndex));
  if (annotations === undefined) return undefined;
  return mayBeReadAgain(line, bodies) && !areBodies(line, bodies, place) ? undefined : annotations;
}

/** At most this many ends of lines are remembered. */
const REMEMBERED = 2000;
const ends = new Map<string, string>();

/** The annotations in the end of a line, empty when it has none; undefined when that is no end. */
function annotationsIn(end: string): string | undefined {
  const text = interned(end);
  const known = ends.get(text);
  if (known !== undefined) return known;
  END.lastIndex = 0;
  const found = END.exec(text);
  if (!found) return undefined;
  if (ends.size >= REMEMBERED) ends.clear();
  const annotations = interned(found[1] ?? '');
  ends.set(text, annotations);
  return annotations;
}

/** Behind the first, a key of an object stands behind a comma. */
const AGAIN =
  /,\s*"(?:stage|auditID|verb|user|objectRef|responseStatus|impersonatedUser|sourceIPs|userAgent|requestURI)["\\.]/g;
/** Letters, when they are written as escapes: then keys cannot be looked for. */
const ESCAPED_LETTER = /\\u00[4-7]/;

function mayBeReadAgain(line: string, from: number): boolean {
  AGAIN.lastIndex = from;
  if (AGAIN.test(line)) return true;
  const place = line.indexOf('\\u00', from);
  return place >= 0 && ESCAPED_LETTER.test(line.slice(place));
}

/** Whether there is nothing but the bodies from one place of a line to another. */
function areBodies(line: string, from: number, to: number): boolean {
  let at = from;
  for (const key of [',"requestObject":', ',"responseObject":']) {
    if (line.startsWith(`${key}{`, at)) at = endOfObject(line, at + key.length);
  }
  return at === to;
}

/** Where the object ends that begins at a place of a line; -1 when it does not. */
function endOfObject(line: string, from: number): number {
  let depth = 0;
  NEXT_BRACE.lastIndex = from;
  for (let brace = NEXT_BRACE.exec(line); brace; brace = NEXT_BRACE.exec(line)) {
    depth += brace[1] === '{' ? 1 : -1;
    if (depth === 0) return NEXT_BRACE.lastIndex;
  }
  return -1;
}
