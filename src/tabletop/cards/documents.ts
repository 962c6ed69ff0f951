import {stringify} from 'yaml';
import type {AuditEvent} from '../../audit/event.js';
import {textWithoutSecrets} from '../../audit/redact.js';

/** What a drill puts on its objects, by which somebody would know the attack without looking at it. */
const OWN = /^kubedrill\.dev\//;
/** A longer value, such as a certificate, is read by nobody across a table. */
const MOST_LETTERS = 160;

/** What a card holds at the most: its schema takes no more. */
const MOST_TEXT = 4000;

/** Lines of an object beyond this are counted, not shown: a card is read across a table. */
const MOST_LINES = 24;
/** What an API server adds, and nobody looks at. */
const NOISE = new Set([
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'status',
]);

/** An object as people read it, without what the API server adds. */
export function objectText(object: unknown): string {
  const lines = stringify(withoutNoise(object), {lineWidth: 76}).trimEnd().split('\n');
  return clipped(lines, MOST_LINES).join('\n');
}

/** The first lines, and how many there are beyond them. */
export const clipped = (
  lines: readonly string[],
  most: number,
  more: (count: number) => string = count => `… ${count} more lines`,
): string[] => (lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), more(lines.length - most + 1)]);

/** Names and values in two columns; what has no value is left out. */
export const factsText = (facts: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(facts)
    .flatMap(([name, value]) => (value ? [`${name.padEnd(8)} ${value}`] : []))
    .join('\n');

/** One event of the audit log, in the order in which people ask: who, what, from where, and what came of it. */
export function auditText(event: Partial<AuditEvent>): string {
  const {user = {}, impersonatedUser, objectRef = {}, responseStatus, annotations = {}, requestObject} = event;
  const {resource = '', subresource, name, namespace} = objectRef;
  const what = [subresource ? `${resource}/${subresource}` : resource, name].filter(Boolean).join(' ');
  const head = factsText({
    when: event.requestReceivedTimestamp,
    who: user.username ?? 'nobody: the credential was not valid',
    as: impersonatedUser?.username,
    did: [event.verb, what || event.requestURI, namespace && `in ${namespace}`].filter(Boolean).join(' '),
    by: event.requestURI,
    from: [event.sourceIPs?.join(', '), event.userAgent && `(${event.userAgent})`].filter(Boolean).join(' '),
    answer: [responseStatus?.code, responseStatus?.message].filter(Boolean).join(' '),
    reason: annotations['authorization.k8s.io/reason'],
    level: event.level,
  });
  const body =
    requestObject === undefined || requestObject === null ? '' : `\nrequest:\n${indented(objectText(requestObject))}`;
  return `${head}${body}`;
}

/** A block below its heading. */
export const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

/** A text as it may stand on a card: each line without what looks like a credential. */
export const cardText = (text: string): string =>
  text.split('\n').map(textWithoutSecrets).join('\n').slice(0, MOST_TEXT);

function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value === 'string') return value.split('\n').map(shortLine).join('\n');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      NOISE.has(key) || OWN.test(key) || inner === null || isEmpty(inner) ? [] : [[key, withoutNoise(inner)] as const],
    ),
  );
}

const shortLine = (line: string): string =>
  line.length > MOST_LETTERS ? `${line.slice(0, 40)}… (${line.length} letters)` : line;

/** What is left of something that had nothing but noise in it. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).every(key => OWN.test(key));
