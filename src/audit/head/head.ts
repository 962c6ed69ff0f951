import type {AuditEvent} from '../event.js';

/**
 * What rules ask of most events: each part as a text, empty where the event has no such thing. Names and numbers are
 * as they read, what may be anything is in JSON.
 */
export interface AuditHead {
  auditID: string;
  stage: string;
  verb: string;
  /** Of `objectRef`, as the next four. */
  resource: string;
  namespace: string;
  name: string;
  apiGroup: string;
  subresource: string;
  /** HTTP status, in digits. */
  code: string;
  /** In JSON, as all that follow: the status' message. */
  message: string;
  requestURI: string;
  userAgent: string;
  user: string;
  impersonatedUser: string;
  sourceIPs: string;
  annotations: string;
  /** Empty when there is neither a request's nor a response's object. */
  bodies: '' | 'some';
}

/** What kind of request it is, and how it was answered. */
export type RequestKind = Pick<AuditHead, 'verb' | 'resource' | 'subresource' | 'apiGroup' | 'code'>;

/** The same of a parsed event; undefined for one that says any of it in a way in which the API server does not. */
export function requestKind(event: AuditEvent): RequestKind | undefined {
  const {verb, objectRef, responseStatus} = event;
  // Some pipelines flatten events: then a field may stand under a key with dots.
  if (!(isObject(objectRef) && isObject(responseStatus)) && isFlattened(event)) return undefined;
  const {resource, subresource, apiGroup} = objectRef ?? {};
  const code = responseStatus?.code;
  if (Array.isArray(objectRef) || Array.isArray(responseStatus)) return undefined;
  if (!isName(verb) || !isName(resource) || !isName(subresource) || !isName(apiGroup)) return undefined;
  if (code !== undefined && typeof code !== 'number') return undefined;
  return {
    ...{verb: verb ?? '', resource: resource ?? '', subresource: subresource ?? '', apiGroup: apiGroup ?? ''},
    code: code === undefined ? '' : String(code),
  };
}

const isFlattened = (event: AuditEvent): boolean => Object.keys(event).some(key => key.includes('.'));

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** An empty text is something else than none. */
const isName = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value !== '' && !value.includes('"'));
