import type {AuditHead} from './scan.js';

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const PLAIN = String.raw`"([^"\\]+)"`;
const FLAT = `(?:[^"{}]|${TEXT})*`;
/** Of an object that may hold objects, but these no others. */
const INSIDE = String.raw`${FLAT}(?:\{${FLAT}\}${FLAT})*`;
const OBJECT = String.raw`\{${INSIDE}\}`;
const LIST = String.raw`\[(?:[^"\]]|${TEXT})*\]`;

/**
 * The line as far as its status, with its fields in the order in which the API server writes them. Strings are told
 * from what stands between them, for what looks like a field may be the text of one. Every loop is over characters
 * that cannot begin what follows it, so that no line takes longer than in proportion to its length.
 */
const USUAL = new RegExp(
  [
    String.raw`^\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"[A-Za-z]+"`,
    `,"auditID":${PLAIN},"stage":${PLAIN},"requestURI":${TEXT},"verb":${PLAIN}`,
    String.raw`,"user":\{(?:"username":${PLAIN}(,${INSIDE})?)?\}`,
    `(?:,"impersonatedUser":${OBJECT})?(?:,"authenticationMetadata":${OBJECT})?`,
    `(?:,"sourceIPs":${LIST})?(?:,"userAgent":${TEXT})?`,
    String.raw`(?:,"objectRef":\{"resource":${PLAIN}([^{}\\]*)\})?`,
    String.raw`,"responseStatus":\{"metadata":\{\},(?:"status":${TEXT},)?(?:"message":${TEXT},)?(?:"reason":${TEXT},)?`,
    String.raw`(?:"details":${OBJECT},)?"code":([1-9]\d\d)\}`,
  ].join(''),
);

/** The engine of regular expressions keeps a mark for each character: it would run out of room for very long lines. */
const LONGEST = 1024 * 1024;

/** The head of a line that has the usual order, and the place behind it; undefined for any other line. */
export function usualHead(line: string): {head: AuditHead; at: number} | undefined {
  const match = line.length > LONGEST ? undefined : USUAL.exec(line);
  if (!match) return undefined;
  const [whole, auditID = '', stage = '', verb = '', username = '', more = '', resource = '', rest = '', code = ''] =
    match;
  if (more.includes('"username"')) return undefined;
  const subresource = rest.includes('resource":') ? textOf('subresource', rest) : '';
  const apiGroup = rest.includes('Group":') ? textOf('apiGroup', rest) : '';
  if (subresource === undefined || apiGroup === undefined || rest.includes(',"resource":')) return undefined;
  return {head: {auditID, stage, verb, resource, subresource, apiGroup, code, username}, at: whole.length};
}

/** The text of a key in the rest of an object of texts; undefined unless it is there, once. */
function textOf(key: string, rest: string): string | undefined {
  const [, text, again] = rest.split(`,"${key}":"`);
  return again === undefined ? text?.slice(0, text.indexOf('"')) : undefined;
}
