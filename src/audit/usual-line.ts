import type {AuditHead} from './scan.js';

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const PLAIN = String.raw`"([^"\\]+)"`;
const FLAT = `(?:[^"{}]|${TEXT})*`;
/** An object that may hold objects, but these no others. */
const OBJECT = String.raw`\{${FLAT}(?:\{${FLAT}\}${FLAT})*\}`;
const LIST = String.raw`\[(?:[^"\]]|${TEXT})*\]`;

/**
 * The line as far as its status, with its fields in the order in which the API server writes them. Strings are told
 * from what stands between them, for what looks like a field may be the text of one. Every loop is over characters
 * that cannot begin what follows it, so that no line takes longer than in proportion to its length.
 */
const USUAL = new RegExp(
  [
    String.raw`^\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"[A-Za-z]+"`,
    `,"auditID":${PLAIN},"stage":${PLAIN},"requestURI":${TEXT},"verb":${PLAIN},"user":${OBJECT}`,
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
  const [whole, auditID = '', stage = '', verb = '', resource = '', rest = '', code = ''] = match;
  const head: AuditHead = {auditID, stage, verb, resource, subresource: '', code};
  if (rest.includes('resource":')) {
    const [, subresource, more] = rest.split(',"subresource":"');
    if (subresource === undefined || more !== undefined || rest.includes(',"resource":')) return undefined;
    head.subresource = subresource.slice(0, subresource.indexOf('"'));
  }
  return {head, at: whole.length};
}
