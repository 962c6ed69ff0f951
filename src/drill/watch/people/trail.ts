import type {AuditEvent} from '../../../audit/event.js';
import type {EventTypes} from '../../../events/events.js';
import type {Execution} from '../../execution.js';

/** What a person did about an attack, as the audit log has it. */
export type Action = Omit<EventTypes['person.acted'], 'scenario'>;

/** At most this many are kept of one scenario. */
const KEPT = 10_000;

/** Components of the control plane and of nodes, and controllers: nobody's hands. */
const MACHINERY = /^system:(apiserver|kube-|node:|serviceaccount:kube-)/;
/** What asks for other reasons than to respond: our own client. */
const OURS = /^kubedrill/;

/** What people did to the objects of one scenario. An event comes once for each stage, and counts when it was answered. */
export class Trail {
  readonly #seen = new Set<string>();

  constructor(readonly execution: Execution) {}

  /** The action of an event that is about this scenario; undefined where no person did it, or it is known. */
  take(event: AuditEvent): Action | undefined {
    const {auditID, user, userAgent = '', verb, objectRef, responseStatus, stageTimestamp} = event;
    const username = user?.username ?? '';
    const code = responseStatus?.code;
    if (code === undefined || objectRef?.resource === undefined) return undefined;
    if (!username || MACHINERY.test(username) || OURS.test(userAgent) || this.#isOurs(username)) return undefined;
    if (this.#seen.has(auditID) || this.#seen.size >= KEPT) return undefined;
    this.#seen.add(auditID);
    const {resource, subresource, namespace, name} = objectRef;
    return {
      ...{auditId: auditID, user: username, verb, resource, code, actedAt: stageTimestamp},
      ...(subresource && {subresource}),
      ...(namespace && {namespace}),
      ...(name && {name}),
    };
  }

  /** The attacker, and everybody else who lives in its namespace. */
  #isOurs(user: string): boolean {
    const {users, namespace, actorUser} = this.execution;
    return user === actorUser || users.has(user) || user.startsWith(`system:serviceaccount:${namespace}:`);
  }
}
