import type {AuditEvent} from '../audit/event.js';

/**
 * What a piece of evidence says of one request: as much as the source kept of it. The engine decides from this whose
 * it is. An audit id settles it; without one, the acting user or user agent, our token, and what was asked must agree.
 */
export interface Claim {
  auditId?: string;
  /** The acting user, as the API server names it. */
  user?: string;
  userAgent?: string;
  /** Path with its query, as it was sent. */
  uri?: string;
  verb?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /**
   * The pod in which something ran or was measured. A claim with a pod and without a user is about no request at all,
   * but about what goes on in `namespace`, such as a system call or a metric. `*`: in some pod of the namespace.
   */
  pod?: string;
  /**
   * The command line of a process that ran outside of any pod. A claim with it and without a user is about what was run
   * on a node.
   */
  command?: string;
  /**
   * The API path of an object. A claim with an object and without a user is not about a request, but about the object
   * as it stands, regardless of who looked at it. Only sources that read it from the product itself may say so.
   */
  object?: string;
  /** The audit event's own `stageTimestamp`, RFC 3339 with microseconds: names one line among those of a user. */
  stageTimestamp?: string;
  /** When it happened, RFC 3339, as far as the source knows: it can tell the attack from the benign twin. */
  at?: string;
}

/** The user agent of every request that an execution makes: its token tells whose it is. */
export const userAgentOf = (token: string): string => `kubedrill/${token}`;

/** What an audit event says of its request; a stored one may lack any of it. */
export function claimOf(event: Partial<AuditEvent>): Claim {
  const {auditID, user, userAgent, requestURI, verb, objectRef, stageTimestamp} = event;
  return {
    ...(auditID !== undefined && {auditId: auditID}),
    ...(user?.username !== undefined && {user: user.username}),
    ...(userAgent !== undefined && {userAgent}),
    ...(requestURI !== undefined && {uri: requestURI}),
    ...(verb !== undefined && {verb}),
    ...(objectRef?.resource !== undefined && {resource: objectRef.resource}),
    ...(objectRef?.subresource !== undefined && {subresource: objectRef.subresource}),
    ...(objectRef?.namespace !== undefined && {namespace: objectRef.namespace}),
    ...(objectRef?.name !== undefined && {name: objectRef.name}),
    ...(stageTimestamp !== undefined && {stageTimestamp, at: stageTimestamp}),
  };
}

/** Every text of a claim in which the token of an execution may stand. */
export const textsOf = ({user, userAgent, uri, namespace, name}: Claim): string[] =>
  [user, userAgent, uri, namespace, name].filter(text => text !== undefined);

/** A timestamp to the microsecond, which is what the API server writes: products append zeros or cut them. */
export function stampOf({stageTimestamp}: Pick<Claim, 'stageTimestamp'>): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.?(\d*)(?:Z|\+00:00)$/.exec(stageTimestamp ?? '');
  return parts ? `${parts[1]}.${(parts[2] ?? '').padEnd(6, '0').slice(0, 6)}` : undefined;
}
