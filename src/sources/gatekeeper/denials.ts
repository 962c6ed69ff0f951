import type {AuditEvent} from '../../audit/event.js';
import type {Claim} from '../claim.js';
import {claimOf} from '../claim.js';
import {claimOfObject} from '../cluster/objects.js';

/** What a constraint said of a request, in the API server's answer or its audit event. */
export interface Verdict {
  constraint: string;
  message: string;
}

const DENIED = /admission webhook "validation\.gatekeeper\.sh" denied the request: ([\s\S]*)$/;
const LINE = /^\[([^\]\s]+)\] ([\s\S]*)$/;

/** The constraints that refused a request, by the answer's message: one line of each. */
export function denialsIn(message: string): Verdict[] {
  const lines = DENIED.exec(message)?.[1]?.split(/\n(?=\[)/) ?? [];
  return lines.flatMap(line => verdictIn(line) ?? []);
}

/** The constraint that warned, by the text of a `Warning` header; undefined when somebody else did. */
export function verdictIn(line: string): Verdict | undefined {
  const [, constraint, message] = LINE.exec(line) ?? [];
  return constraint === undefined || message === undefined ? undefined : {constraint, message};
}

const CONTROLLER = /^system:serviceaccount:kube-system:[a-z-]+-controller$/;

/**
 * Whose request was refused. A pod that a controller makes is refused to the controller, on behalf of who asked for the
 * workload: then it is about the pod's owner.
 */
export function claimsOfDenied(event: AuditEvent): Claim[] {
  const owner = CONTROLLER.test(event.user.username ?? '') ? ownerIn(event.requestObject) : undefined;
  if (!owner) return [claimOf(event)];
  return claimOfObject({...owner, namespace: event.objectRef?.namespace}, event.requestReceivedTimestamp);
}

interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
}

function ownerIn(body: unknown): Owner | undefined {
  const {metadata} = (body ?? {}) as {metadata?: {ownerReferences?: Partial<Owner>[]}};
  const {apiVersion, kind, name} = metadata?.ownerReferences?.[0] ?? {};
  return apiVersion && kind && name ? {apiVersion, kind, name} : undefined;
}
