import {z} from 'zod';
import {valueAt} from '../../lib/json/field-path.js';
import type {Claim} from '../claim.js';
import type {Interest} from '../source.js';

/** What fields of a document can say. */
type Named = Exclude<keyof Claim, 'object'>;

/** Where products put what a claim needs, tried in this order: raw audit events, Falco, Elastic, flattened labels. */
const USUAL: Readonly<Record<Named, readonly string[]>> = {
  auditId: ['auditID', 'ka.auditid', 'ka_auditid', 'kubernetes.audit.auditID', 'audit_id'],
  user: [
    'user.username',
    'ka.user.name',
    'ka_user_name',
    'kubernetes.audit.user.username',
    'user_username',
    'username',
  ],
  userAgent: ['userAgent', 'ka.useragent', 'ka_useragent', 'kubernetes.audit.userAgent', 'user_agent.original'],
  uri: ['requestURI', 'ka.uri', 'ka_uri', 'kubernetes.audit.requestURI'],
  verb: ['verb', 'ka.verb', 'ka_verb', 'kubernetes.audit.verb'],
  resource: [
    'objectRef.resource',
    'ka.target.resource',
    'ka_target_resource',
    'kubernetes.audit.objectRef.resource',
    'objectRef_resource',
  ],
  subresource: [
    'objectRef.subresource',
    'ka.target.subresource',
    'ka_target_subresource',
    'kubernetes.audit.objectRef.subresource',
    'objectRef_subresource',
  ],
  namespace: [
    'objectRef.namespace',
    'ka.target.namespace',
    'ka_target_namespace',
    'kubernetes.audit.objectRef.namespace',
    'objectRef_namespace',
    'k8s.ns.name',
    'k8s_ns_name',
  ],
  name: ['objectRef.name', 'ka.target.name', 'ka_target_name', 'kubernetes.audit.objectRef.name', 'objectRef_name'],
  // Of system calls only: other products put the pods that a request was about there, and that is no evidence.
  pod: ['k8s.pod.name', 'k8s_pod_name'],
  command: ['proc.cmdline', 'proc_cmdline'],
  stageTimestamp: ['stageTimestamp', 'kubernetes.audit.stageTimestamp'],
  at: ['requestReceivedTimestamp', 'kubernetes.audit.requestReceivedTimestamp'],
};

const names = z.array(z.string()).min(1).optional();

/** Which fields of an alert carry identity, where they are not among the usual ones. */
export const IdentityFields = z
  .strictObject({
    auditId: names,
    user: names,
    userAgent: names,
    uri: names,
    verb: names,
    resource: names,
    subresource: names,
    namespace: names,
    name: names,
    pod: names,
    command: names,
    stageTimestamp: names,
    at: names,
  } satisfies Record<Named, typeof names>)
  .default({})
  .meta({id: 'identity', description: 'Fields of an alert that carry identity, beside the usual ones; dotted paths'});
export type IdentityFields = z.output<typeof IdentityFields>;

/** Who waits for nothing: ids need not be recognised where it is only asked whom an alert is about. */
const NOBODY: Interest = {has: () => false, auditIds: () => [], tokens: () => []};

/** How Falco writes a field that an event does not have. */
const ABSENT = '<NA>';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * What a document says of the requests it stands on. Audit ids of ours are recognised wherever they stand, since
 * nobody else chose them; a document without one is described by its fields.
 */
export function claimsIn(document: unknown, fields: IdentityFields, interest: Interest = NOBODY): Claim[] {
  const claim: Claim = {};
  for (const key of Object.keys(USUAL) as Named[]) {
    const found = [...(fields[key] ?? []), ...USUAL[key]].map(path => textAt(document, path)).find(Boolean);
    if (found !== undefined) claim[key] = found;
  }
  const own = ownIdsIn(document, interest);
  if (own.length > 1 || (own.length === 1 && claim.auditId === undefined)) return own;
  return Object.keys(claim).length ? [claim] : [];
}

/** The audit ids of ours in a document, for one whose other fields say nothing of requests, but of people. */
export const ownIdsIn = (document: unknown, interest: Interest): Claim[] =>
  [...new Set(JSON.stringify(document).match(UUID) ?? [])].filter(id => interest.has(id)).map(auditId => ({auditId}));

function textAt(document: unknown, path: string): string | undefined {
  const value = valueAt(document, path);
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  return text === ABSENT ? undefined : text;
}
