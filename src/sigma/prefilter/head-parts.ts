import type {AuditEvent} from '../../audit/event.js';
import type {AuditHead, RequestKind} from '../../audit/head/head.js';

/** A part of an audit event's head, as rules ask for it. */
export interface HeadPart {
  name: Exclude<keyof AuditHead, 'auditID'>;
  /** Stands for it where one number says several parts. */
  bit: number;
  /** Most requests have one of their own: what it came to is not worth remembering. */
  fleeting: boolean;
  /** Whether a field depends on this part alone. */
  holds(field: string): boolean;
  /**
   * An event that has this part and nothing else; undefined when its text does not tell what it is.
   *
   * @throws SyntaxError when a text that should be JSON is none
   */
  event(text: string): AuditEvent | undefined;
}

type Described = Omit<HeadPart, 'bit' | 'fleeting'>;
type Read = (text: string) => unknown;

const asItIs: Read = text => (text === '' ? undefined : text);
const fromJson: Read = text => (text === '' ? undefined : JSON.parse(text));

/** One field below a key of the event's own level. */
const within = (key: 'objectRef' | 'responseStatus', name: HeadPart['name'], read: Read): Described => ({
  name,
  holds: field => field === `${key}.${name}`,
  event: text => ({[key]: {[name]: read(text)}}) as unknown as AuditEvent,
});

/** All that stands under a key of the event's own level. */
const under = (name: HeadPart['name'], read: Read): Described => ({
  name,
  holds: field => isUnder(name, field),
  event: text => ({[name]: read(text)}) as unknown as AuditEvent,
});

const isUnder = (key: string, field: string): boolean => field === key || field.startsWith(`${key}.`);

/** There are none, or they may be anything. */
const bodies: Described = {
  name: 'bodies',
  holds: field => isUnder('requestObject', field) || isUnder('responseObject', field),
  event: text => (text === '' ? ({} as AuditEvent) : undefined),
};

const REQUEST: readonly Described[] = [
  ...[under('verb', asItIs), within('objectRef', 'resource', asItIs), within('objectRef', 'subresource', asItIs)],
  ...[within('objectRef', 'apiGroup', asItIs), within('responseStatus', 'code', fromJson)],
];
const LASTING: readonly Described[] = [
  ...[under('impersonatedUser', fromJson), under('stage', asItIs), bodies, under('user', fromJson)],
  ...[under('annotations', fromJson), within('objectRef', 'namespace', asItIs), under('sourceIPs', fromJson)],
  ...[under('userAgent', fromJson), within('responseStatus', 'message', fromJson)],
];
const FLEETING: readonly Described[] = [...[within('objectRef', 'name', asItIs), under('requestURI', fromJson)]];

const HEAD_PARTS: readonly HeadPart[] = [...REQUEST, ...LASTING, ...FLEETING].map((part, place) => ({
  ...part,
  bit: 1 << place,
  fleeting: FLEETING.includes(part),
}));

/** The parts that tell what kind of request it is, and how it was answered. */
export const REQUEST_PARTS = HEAD_PARTS.slice(0, REQUEST.length);
/** The others. */
export const OTHER_PARTS = HEAD_PARTS.slice(REQUEST.length);
/** The parts whose text always tells what they are: not bodies, of which a head only knows that there are some. */
export const TOLD_PARTS = HEAD_PARTS.filter(part => part.name !== bodies.name);

/** What a head tells of the kind of request, as an event. */
export const requestOf = ({verb, resource, subresource, apiGroup, code}: RequestKind): AuditEvent =>
  ({
    verb: asItIs(verb),
    objectRef: {resource: asItIs(resource), subresource: asItIs(subresource), apiGroup: asItIs(apiGroup)},
    responseStatus: {code: fromJson(code)},
  }) as unknown as AuditEvent;
