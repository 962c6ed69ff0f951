import {JsonCursor} from './json-cursor.js';
import {usualHead} from './usual-line.js';

/** What rules ask of every request, in the words of its audit event; empty where the event does not say. */
export interface AuditHead {
  auditID: string;
  stage: string;
  verb: string;
  resource: string;
  subresource: string;
  apiGroup: string;
  /** HTTP status, in digits. */
  code: string;
  /** Of `user`, not of whom it impersonates. */
  username: string;
}

/**
 * Reads the head of one line of an audit log without parsing the line: the API server writes these fields before the
 * bodies, and bodies are most of a log. Only what stands at the event's own level counts, wherever it stands.
 *
 * Undefined means: this line must be parsed to know. That is so for anything that is not plainly what the API server
 * writes: blanks between keys, escapes in what is read, keys that occur twice or hold dots, values of other types, a
 * line that has no end. Where a head is returned, and the line is JSON, it says what the parsed event would.
 */
export function scanAuditLine(line: string): AuditHead | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  const usual = usualHead(line);
  const head = usual?.head ?? {
    ...{auditID: '', stage: '', verb: '', resource: '', subresource: '', apiGroup: '', code: '', username: ''},
  };
  const met = {objectRef: head.resource !== '', responseStatus: usual !== undefined, user: usual !== undefined};
  const scan = {head, cursor: new JsonCursor(line, usual?.at ?? 1), met};
  if (!usual && !takeNext(scan)) return undefined;
  return takeRest(scan) ? head : undefined;
}

/** Goes on from behind a value, key by key in any order, until nothing is missing. */
function takeRest(scan: Scan): boolean {
  const {cursor, head} = scan;
  while (!isComplete(scan)) {
    if (!cursor.accept(',')) return isEvent(head) && cursor.at === cursor.text.length - 1;
    if (!takeNext(scan)) return false;
  }
  return isFinal(cursor.text, cursor.at);
}

/** A head on its way, and the place behind what was read. */
interface Scan {
  head: AuditHead;
  cursor: JsonCursor;
  /** The objects that have been met: JSON lets a key occur twice. */
  met: {objectRef: boolean; responseStatus: boolean; user: boolean};
}

const isEvent = ({auditID, stage}: AuditHead): boolean => auditID !== '' && stage !== '';

/** The rest need not be read: nothing is missing, but for what not every request has. */
const isComplete = ({head, met}: Scan): boolean =>
  head.code !== '' && head.resource !== '' && head.verb !== '' && met.user && met.objectRef && isEvent(head);

/** Takes one key and its value; false when they cannot be taken as they stand. */
function takeNext(scan: Scan): boolean {
  const {cursor, met} = scan;
  const key = cursor.key();
  switch (key) {
    case undefined:
      return false;
    case 'auditID':
    case 'stage':
    case 'verb':
      return takeText(scan, key);
    case 'objectRef':
    case 'responseStatus':
    case 'user':
      if (met[key]) return false;
      met[key] = true;
      return takeObject(scan, INSIDE[key]);
    default:
      return !key.includes('.') && cursor.skipValue();
  }
}

const INSIDE: Readonly<Record<keyof Scan['met'], readonly string[]>> = {
  objectRef: ['resource', 'subresource', 'apiGroup'],
  responseStatus: ['code'],
  user: ['username'],
};

function takeObject(scan: Scan, names: readonly string[]): boolean {
  const {cursor} = scan;
  if (!cursor.accept('{')) return false;
  if (cursor.accept('}')) return true;
  do {
    const key = cursor.key();
    if (key === undefined) return false;
    const taken = names.includes(key) ? takeText(scan, key as keyof AuditHead) : cursor.skipValue();
    if (!taken) return false;
  } while (cursor.accept(','));
  return cursor.accept('}');
}

/** An empty value, or one that has been there before, is left to the parser. */
function takeText({head, cursor}: Scan, name: keyof AuditHead): boolean {
  const value = name === 'code' ? cursor.status() : cursor.accept('"') ? cursor.restOfString() : undefined;
  if (!value || head[name] !== '') return false;
  head[name] = value;
  return true;
}

/** A key that was read, again; or an escape that stands for a letter or the like, and could be part of such a key. */
const AGAIN = /stage"|auditID"|verb"|user[".]|objectRef|responseStatus|\\u00[4-7]/g;

/** Whether the rest of a line leaves what was read as it is: in JSON, of keys that occur twice, the last counts. */
function isFinal(line: string, from: number): boolean {
  AGAIN.lastIndex = from;
  return !AGAIN.test(line);
}
