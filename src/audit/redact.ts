import {dictionary} from '../lib/json/dictionary.js';
import type {AuditEvent} from './event.js';

/** Resources whose bodies hold credentials; a policy that logs them at Request or above writes those into the log. */
const CREDENTIALS: readonly string[] = ['secrets', 'serviceaccounts/token', 'tokenreviews'];
/** Fields of bodies under which tools keep a copy of the object or a credential, whatever the resource. */
const COPIES = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'token',
  'clientCertificateData',
  'privateKey',
]);
/** Where objects have values that nobody should read, by their kind. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = dictionary({
  Secret: ['data', 'stringData'],
  SecretList: ['items'],
});
/** A body longer than this is left out of evidence: it is in the log itself, under its audit id. */
const LARGEST_BODY = 64 * 1024;

/** A copy of an audit event that may be kept as evidence: no credentials, no oversized bodies. */
export function withoutSecrets(event: Partial<AuditEvent>): Partial<AuditEvent> {
  const {requestObject, responseObject, ...rest} = event;
  const {resource = '', subresource} = event.objectRef ?? {};
  const holdsCredentials = CREDENTIALS.includes(subresource ? `${resource}/${subresource}` : resource);
  const clean = (body: unknown): unknown => {
    if (holdsCredentials) return '[redacted: may hold credentials]';
    const text = JSON.stringify(body);
    return text.length > LARGEST_BODY ? `[left out: ${text.length} characters]` : scrub(body);
  };
  return {
    ...rest,
    ...(requestObject !== undefined && {requestObject: clean(requestObject)}),
    ...(responseObject !== undefined && {responseObject: clean(responseObject)}),
  };
}

/**
 * A copy of any document that may be kept as evidence: audit events and Secrets anywhere in it lose their values, and
 * one that is too long is left out.
 */
export function evidenceOf(document: unknown): unknown {
  const text = JSON.stringify(document) ?? '';
  return text.length > LARGEST_BODY ? `[left out: ${text.length} characters]` : scrub(document);
}

/** A token as Kubernetes and clouds issue them. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
/** The name of a secret, and what follows it. */
const NAMED =
  /((?:password|passwd|token|secret|access_?key|private_?key|authorization)[\w-]*["']?\s*[:=]\s*["']?)(?:bearer\s+)?[^\s"']+/gi;
const LONGEST_LINE = 4096;

/** A line of text that may be kept as evidence: what looks like a credential is taken out, and what is too long cut. */
export const textWithoutSecrets = (text: string): string =>
  text.slice(0, LONGEST_LINE).replaceAll(TOKEN, '[redacted]').replaceAll(NAMED, '$1[redacted]');

function scrub(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== 'object' || value === null) return value;
  if (isAuditEvent(value)) return withoutSecrets(value);
  const hidden = HIDDEN[String((value as {kind?: unknown}).kind)] ?? [];
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      COPIES.has(key) || hidden.includes(key) ? '[redacted]' : scrub(inner),
    ]),
  );
}

const isAuditEvent = (value: object): value is AuditEvent =>
  'auditID' in value && 'objectRef' in value && ('requestObject' in value || 'responseObject' in value);
