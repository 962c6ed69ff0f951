import type {AuditHead} from './scan.js';

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const PLAIN = String.raw`"([^"\\]+)"`;
/** An object that may hold objects, but these no others. */
const PERSON = String.raw`\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}`;

/**
 * The line as far as its status, with its fields in the order in which the API server writes them.
 *
 * Why it may be loose about objects and lists: in JSON, text such as `,"sourceIPs":` is always a key, for a quote that
 * ended a string would not be followed by a letter. A brace that is met may be one inside of a string; but then no key
 * follows it, and the whole does not match. Every loop is over characters that cannot begin what follows it, so that
 * no line takes longer than in proportion to its length.
 */
const USUAL = new RegExp(
  [
    String.raw`^\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"[A-Za-z]+"`,
    `,"auditID":${PLAIN},"stage":${PLAIN},"requestURI":${TEXT},"verb":${PLAIN},"user":${PERSON}`,
    `(?:,"impersonatedUser":${PERSON})?(?:,"authenticationMetadata":${PERSON})?`,
    String.raw`(?:,"sourceIPs":\[[^\]]*\])?(?:,"userAgent":${TEXT})?`,
    String.raw`(?:,"objectRef":\{"resource":${PLAIN}([^{}\\]*)\})?`,
    String.raw`,"responseStatus":\{"metadata":\{\},(?:"status":${TEXT},)?(?:"message":${TEXT},)?(?:"reason":${TEXT},)?`,
    String.raw`(?:"details":${PERSON},)?"code":([1-9]\d\d)\}`,
  ].join(''),
);

/** The head of a line that has the usual order, and the place behind it; undefined for any other line. */
export function usualHead(line: string): {head: AuditHead; at: number} | undefined {
  const match = USUAL.exec(line);
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
