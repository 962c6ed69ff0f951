// How the API server writes an event, as far as its head needs it. Strings are told from what stands between them,
// because what looks like a field may be the text of one. Every loop is over characters that cannot begin what follows
// it, so that no line takes longer than in proportion to its length; and it is a plain loop, in which an engine is
// quickest.
const TEXT = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
/** Without escapes: it is what it reads. */
const NAME = String.raw`"([^"\\]+)"`;
const FLAT = `[^"{}]*(?:${TEXT}[^"{}]*)*`;
const FLAT_OBJECT = String.raw`\{${FLAT}\}`;
/** An object that may hold objects, but these no others. */
const OBJECT = String.raw`\{${FLAT}(?:${FLAT_OBJECT}${FLAT})*\}`;
const LIST = String.raw`\[[^"\]]*(?:${TEXT}[^"\]]*)*\]`;

const optional = (key: string, value: string): string => `(?:,"${key}":${value})?`;

/** What every request has of its own: its id, stage, URI and verb. */
export const BEGIN = new RegExp(
  [
    String.raw`\{"kind":"Event","apiVersion":"audit\.k8s\.io/v1","level":"[A-Za-z]+"`,
    `,"auditID":${NAME},"stage":${NAME},"requestURI":(${TEXT}),"verb":${NAME}`,
  ].join(''),
  'y',
);

/** What may follow the client, and what is certain by it: that nothing more is said about the client. */
const NEXT = `(?=(,"(?:objectRef|responseStatus|requestObject|responseObject|requestReceivedTimestamp)":))`;

/** Who sent it: user, whom that one acts as, addresses and program. Then, not part of it, the key behind it. */
export const CLIENT = new RegExp(
  [
    `,"user":(${OBJECT})`,
    optional('impersonatedUser', `(${OBJECT})`),
    optional('authenticationMetadata', OBJECT),
    optional('sourceIPs', `(${LIST})`),
    optional('userAgent', `(${TEXT})`),
    NEXT,
  ].join(''),
  'y',
);

const TIMES = `,"requestReceivedTimestamp":${TEXT},"stageTimestamp":${TEXT}`;

/** What it is about and how it was answered; where there are no bodies, the times too: then a last group is empty. */
export const REQUEST = new RegExp(
  [
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
    String.raw`,"code":([1-9]\d\d)\})?(?:${TIMES}())?`,
  ].join(''),
  'y',
);

/** The times, where they stand behind bodies. */
export const TIMES_AGAIN = new RegExp(TIMES, 'y');

/** What stands behind the times, to the end of the line: the annotations, if there are any. */
export const END = new RegExp(String.raw`${optional('annotations', `(${FLAT_OBJECT})`)}\}$`, 'y');

/** All up to the next brace that is not in a text. */
export const NEXT_BRACE = new RegExp(`${FLAT}([{}])`, 'y');
