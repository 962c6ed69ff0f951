import type {AuditEvent} from '../audit/event.js';
import {requestInfo} from '../audit/request-info.js';
import type {Purpose} from '../events/words.js';
import type {Signal} from '../sources/source.js';
import type {Execution, OwnRequest} from './execution.js';

/** Whose a signal is, and on which of its requests it stands: the one whose response starts the clock. */
export interface Attribution {
  execution: Execution;
  purpose: Purpose;
  request: OwnRequest;
}

/**
 * Says whose a signal is, by identity: an audit id that the execution chose, or its token together with its acting
 * user or user agent. The token alone proves nothing: the namespace controller and the kubelet act on our objects too.
 *
 * An alert over several events is the attack's when the attack contributed to it. It is the benign twin's only when
 * nobody else contributed: others may have filled the count.
 */
export function attribute(signal: Signal, executions: Iterable<Execution>): Attribution | undefined {
  const all = [...executions];
  const owned = signal.events.map(event => ownerOf(event, all)).filter(owner => owner !== undefined);
  const benign = owned.filter(o => o.purpose === 'benign');
  return (
    owned.findLast(o => o.purpose === 'attack') ??
    owned.findLast(o => o.purpose !== 'benign') ??
    (benign.length === signal.events.length ? benign.at(-1) : undefined)
  );
}

function ownerOf(event: AuditEvent, executions: readonly Execution[]): Attribution | undefined {
  for (const execution of executions) {
    const request = requestOf(event, execution);
    if (request) return {execution, purpose: request.purpose, request};
  }
  return undefined;
}

function requestOf(event: AuditEvent, execution: Execution): OwnRequest | undefined {
  const known = execution.requests.get(event.auditID);
  // Anyone who has read the log can send our audit id again, so the actor must be ours as well.
  if (known) return event.userAgent === undefined || actsAs(event, execution) ? known : undefined;
  // A gateway between us and the API server may drop our audit id; then token, actor and URI name the request.
  // The same names what a component of a node does in consequence of a command there: it chooses its own audit id.
  if (!carriesToken(event, execution)) return undefined;
  return [...execution.requests.values()].findLast(
    r =>
      r.path === event.requestURI &&
      requestInfo(r.method, r.path).verb === event.verb &&
      (r.user === undefined ? actsAs(event, execution) : r.user === event.user.username),
  );
}

const actsAs = (event: AuditEvent, execution: Execution): boolean =>
  event.userAgent === execution.userAgent ||
  (event.user.username !== undefined && execution.users.has(event.user.username));

function carriesToken(event: AuditEvent, execution: Execution): boolean {
  const {namespace = '', name = ''} = event.objectRef ?? {};
  return [namespace, name, event.user.username ?? ''].some(text => text.includes(execution.token));
}
