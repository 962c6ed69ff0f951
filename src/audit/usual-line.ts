// How the API server writes an event, as far as its head needs it. Strings are told from what stands between them, for
// what looks like a field may be the text of one. Every loop is over characters that cannot begin what follows it, so
// that no line takes longer than in proportion to its length; and it is a plain loop, in which an engine is quickest.
const TEXT = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
/** Without escapes: it is what it reads. */
const NAME = String.raw`"([^"\\]+)"`;
const FLAT = `[^"{}]*(?:${TEXT}[^"{}]*)*`;
const FLAT_OBJECT = String.raw`\{${FLAT}\}`;
/** An object that may hold objects, but these no others. */
const OBJECT = String.raw`\{${FLAT}(?:${FLAT_OBJECT}${FLAT})*\}`;
const LIST = String.raw`\[[^"\]]*(?:${TEXT}[^"\]]*)*\]`;

const optional = (key: string, value: string): string => `(?:,"${key}":${value})?`;

const HEAD = [
  String.raw`\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"[A-Za-z]+"`,
  `,"auditID":${NAME},"stage":${NAME},"requestURI":(${TEXT}),"verb":${NAME},"user":(${OBJECT})`,
  optional('impersonatedUser', `(${OBJECT})`),
  optional('authenticationMetadata', OBJECT),
  optional('sourceIPs', `(${LIST})`),
  optional('userAgent', `(${TEXT})`),
  String.raw`(?:,"objectRef":\{"resource":${NAME}`,
  ...[optional('namespace', NAME), optional('name', NAME), optional('uid', TEXT), optional('apiGroup', NAME)],
  ...[optional('apiVersion', TEXT), optional('resourceVersion', TEXT), optional('subresource', NAME)],
  String.raw`\})?(?:,"responseStatus":\{"metadata":\{\}`,
  ...[
    optional('status', TEXT),
    optional('message', `(${TEXT})`),
    optional('reason', TEXT),
    optional('details', OBJECT),
  ],
  String.raw`,"code":([1-9]\d\d)\})?`,
].join('');

const TIMES = `,"requestReceivedTimestamp":${TEXT},"stageTimestamp":${TEXT}`;
const TAIL = String.raw`${TIMES}${optional('annotations', `(${FLAT_OBJECT})`)}\}$`;

/**
 * From the begin of a line to its bodies; where there are none, to its end: then there are the annotations, and a last
 * group that is empty.
 */
export const BEFORE_BODIES = new RegExp(`${HEAD}(?:${TAIL}())?`, 'y');

/** From behind the bodies to the end of the line: the annotations. */
export const AFTER_BODIES = new RegExp(TAIL, 'y');
